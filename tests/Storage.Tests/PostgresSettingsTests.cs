using Microsoft.Extensions.Logging.Abstractions;
using OrleansTicks.Core;
using Xunit;

namespace OrleansTicks.Storage.Tests;

public sealed class PostgresSettingsTests
{
    [Theory]
    [InlineData("postgres:Host=db.example;Port=6543;Database=market;Username=me;Password=guess", "postgres db.example:6543/market")]
    [InlineData("postgres:postgresql://me:guess@db.example:6543/market?sslmode=verify-full&connect_timeout=3", "postgres db.example:6543/market")]
    [InlineData("postgres:postgres://me:gu%40ess@db.example/market", "postgres db.example:5432/market")]
    [InlineData("postgresql://me:guess@[::1]:7/market", "postgres ::1:7/market")]
    [InlineData("postgres://db.example", "postgres db.example:5432/postgres")]
    [InlineData("postgres:Host=/var/run/postgresql;Username=me", "postgres /var/run/postgresql:5432/me")]
    public void Key_value_text_and_urls_are_understood_and_shown_without_secrets(string text, string description)
    {
        var settings = PostgresSettings.Parse(text, secret: true);
        Assert.Equal(description, settings.Description);
        Assert.Equal(description, settings.ToString());
    }

    [Theory]
    [InlineData("postgres:Host=db;Password=guess")]
    [InlineData("postgres:postgresql://me:guess@db/x")]
    [InlineData("postgres:postgresql://me@db/x?password=guess")]
    public void A_password_in_the_command_line_is_refused_with_a_hint(string text)
    {
        var error = Assert.Throws<StoreRefusedException>(() => PostgresSettings.Parse(text, secret: false));
        Assert.Contains("postgres:@FILE", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("guess", error.ToString(), StringComparison.Ordinal);
        PostgresSettings.Parse(text, secret: true);
    }

    [Theory]
    [InlineData("postgres:")]
    [InlineData("postgres:guess")]
    [InlineData("postgres:Host=db;Guess=1")]
    [InlineData("postgres:Host=db;Port=guess")]
    [InlineData("postgres:mysql://me:guess@db/x")]
    [InlineData("postgres:postgresql://db/x?guess=1")]
    [InlineData("postgres:postgresql://db:guess/x")]
    [InlineData("postgres:postgresql://me:guess")]
    [InlineData("postgres:@/nowhere/guess.txt")]
    public void What_is_no_connection_text_is_refused_without_repeating_it(string text)
    {
        var error = Assert.Throws<StoreRefusedException>(() => PostgresSettings.Parse(text, secret: true));
        // The name of a file is no secret.
        if (!text.StartsWith("postgres:@", StringComparison.Ordinal)) Assert.DoesNotContain("guess", error.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_file_of_one_line_may_hold_a_password_and_one_of_more_is_refused()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "postgresql://me:guess@db.example/market\n\n");
            Assert.Equal("postgres db.example:5432/market", PostgresSettings.Parse($"postgres:@{file}", secret: false).Description);
            File.WriteAllText(file, "Host=db\nPassword=guess\n");
            var error = Assert.Throws<StoreRefusedException>(() => PostgresSettings.Parse($"postgres:@{file}", secret: false));
            Assert.Contains("one line", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("guess", error.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void What_the_text_sets_itself_is_kept_and_the_rest_gets_our_defaults()
    {
        using var ours = PostgresSettings.Parse("postgres:Host=db", secret: true).CreateDataSource(4);
        const string Text = "postgres:Host=db;Maximum Pool Size=9;Command Timeout=77;Application Name=mine;Password=guess";
        using var theirs = PostgresSettings.Parse(Text, secret: true).CreateDataSource(4);
        var first = new Npgsql.NpgsqlConnectionStringBuilder(ours.ConnectionString);
        var second = new Npgsql.NpgsqlConnectionStringBuilder(theirs.ConnectionString);
        Assert.Equal((4, 10, "orleansticks"), (first.MaxPoolSize, first.CommandTimeout, first.ApplicationName));
        Assert.True(first.NoResetOnClose);    // or a command that is called off may hold the sockets up for seconds: see the setting
        Assert.Equal((9, 77, "mine"), (second.MaxPoolSize, second.CommandTimeout, second.ApplicationName));
        Assert.DoesNotContain("guess", theirs.ConnectionString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_of_no_known_kind_is_refused_naming_the_kinds()
    {
        foreach (var text in new[] { "mysql:guess", "guess", "", "Host=db;Password=guess", ":" })
        {
            var error = Assert.Throws<StoreRefusedException>(() => StoreFactory.Create(text, TimeProvider.System, NullLoggerFactory.Instance));
            Assert.Contains("sqlite:PATH or postgres:@FILE", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("guess", error.Message, StringComparison.Ordinal);
        }

        Assert.Throws<StoreRefusedException>(() => StoreFactory.Create("sqlite:", TimeProvider.System, NullLoggerFactory.Instance));
        var path = Path.Combine(Path.GetTempPath(), "never-made.db");
        await using var file = StoreFactory.Create($"sqlite:{path}", TimeProvider.System, NullLoggerFactory.Instance);
        Assert.IsType<SqliteStore>(file);

        await using var store = StoreFactory.Create("postgres:Host=db", TimeProvider.System, NullLoggerFactory.Instance);
        Assert.IsType<PostgresStore>(store);
    }
}
