using System.Text;

namespace OrleansTicks.Client.Tests;

public sealed class TokenCommandTests
{
    private const string Canary = "CANARY-5f1c";

    [Fact]
    public async Task A_token_is_set_from_standard_input_and_never_shown()
    {
        using var folder = new TempFolder();
        await using var cli = Cli.Alone();
        cli.In = Token("4102444800");
        Assert.Equal(ExitCode.Ok, await cli.RunAsync("token", "set", "dhan", "--client-id", "1100998877", "--data", folder.Path));
        var said = cli.Out + cli.Error;
        Assert.Equal(ExitCode.Ok, await cli.RunAsync("token", "show", "dhan", "--data", folder.Path));
        said += cli.Out + cli.Error;
        Assert.Contains("******8877", cli.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, await cli.RunAsync("token", "check", "dhan", "-o", "json", "--data", folder.Path));
        Assert.Equal(("valid", 1), (cli.Json.GetProperty("state").GetString(), cli.Json.GetProperty("version").GetInt32()));
        Assert.DoesNotContain(Canary, said + cli.Out, StringComparison.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder.Path))
        {
            Assert.DoesNotContain(Canary, await File.ReadAllTextAsync(file, Cli.Cancellation), StringComparison.Ordinal);
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task A_token_on_the_command_line_is_refused_without_repeating_it()
    {
        await using var cli = Cli.Alone();
        Assert.Equal(ExitCode.Usage, await cli.RunAsync("token", "set", "dhan", Canary));
        Assert.DoesNotContain(Canary, cli.Out + cli.Error, StringComparison.Ordinal);
        Assert.Contains("--file", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_token_is_said_to_be_dead()
    {
        using var folder = new TempFolder();
        await using var cli = Cli.Alone();
        cli.In = Token("1");
        await cli.RunAsync("token", "set", "fyers", "--data", folder.Path);
        Assert.Equal(ExitCode.Auth, await cli.RunAsync("token", "check", "fyers", "--data", folder.Path));
        Assert.Contains("expired", cli.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dhan", "NSE_EQ:1333")]
    [InlineData("fyers", "NSE:SBIN-EQ")]
    public async Task Without_a_token_a_start_says_what_to_do_in_one_line(string feed, string symbol)
    {
        using var folder = new TempFolder();
        await using var cli = Cli.Alone();
        Assert.Equal(ExitCode.Auth, await cli.RunAsync("up", "--feed", feed, "--symbols", symbol, "--data", folder.Path, "--listen", "http://127.0.0.1:0"));
        Assert.Equal($"ticks: No access token found for {feed}: run `ticks token set {feed}`", cli.Error.Trim());
    }

    [Theory]
    [InlineData("DHANHQ_WS_ENABLED", "false", ExitCode.Error, "switched off")]
    [InlineData("DHANHQ_WS_ENABLED", "perhaps", ExitCode.Usage, "true or false")]
    [InlineData("DHANHQ_WS_MODE", "everything", ExitCode.Usage, "ticker, quote or full")]
    public async Task The_predecessors_variables_count(string name, string value, int exit, string said)
    {
        using var folder = new TempFolder();
        await using var cli = Cli.Alone();
        cli.Variables[name] = value;
        Assert.Equal(exit, await cli.RunAsync("up", "--feed", "dhan", "--symbols", "NSE_EQ:1", "--data", folder.Path));
        Assert.Contains(said, cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_feed_without_tokens_is_named()
    {
        await using var cli = Cli.Alone();
        Assert.Equal(ExitCode.Usage, await cli.RunAsync("token", "check", "binance"));
        Assert.Contains("dhan, fyers", cli.Error, StringComparison.Ordinal);
    }

    private static string Token(string exp) => $"e30.{Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"exp":{{exp}}}""")).TrimEnd('=')}.{Canary}";
}
