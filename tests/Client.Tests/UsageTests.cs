namespace OrleansTicks.Client.Tests;

public sealed class UsageTests
{
    [Fact]
    public async Task Without_arguments_the_help_is_shown_and_the_exit_code_is_2()
    {
        await using var cli = Cli.Alone();
        Assert.Equal(2, await cli.RunAsync());
        Assert.Contains("Usage:", cli.Out);
        Assert.All(["up", "status", "start", "stop", "pause", "resume", "restart", "get", "describe", "events", "doctor", "drill", "export", "sim", "spool", "db"], command => Assert.Contains($"  {command}", cli.Out));
        Assert.DoesNotContain("stop_all_streams", cli.Out);
    }

    [Fact]
    public async Task Asking_for_help_is_no_error()
    {
        await using var cli = Cli.Alone();
        Assert.Equal(0, await cli.RunAsync("--help"));
        Assert.Equal(0, await cli.RunAsync("up", "--help"));
        Assert.Contains("--stocks-per-connection", cli.Out);
        Assert.Equal(0, await cli.RunAsync("--version"));
    }

    [Theory]
    [InlineData("statsu", "status")]
    [InlineData("stpo", "stop")]
    [InlineData("exprt", "export")]
    public async Task An_unknown_command_names_the_nearest_one(string typed, string meant)
    {
        await using var cli = Cli.Alone();
        Assert.Equal(2, await cli.RunAsync(typed));
        Assert.Contains($"did you mean {meant}?", cli.Error);
        Assert.Empty(cli.Out);
    }

    [Theory]
    [InlineData("up", "--stocks-per-conection", "--stocks-per-connection")]
    [InlineData("up", "--litmode", "--litemode")]
    [InlineData("status", "--wach", "--watch")]
    [InlineData("stop", "--al", "--all")]
    [InlineData("start", "--apikey-file", "secrets are not taken on the command line")]
    public async Task An_unknown_option_names_the_nearest_one(string command, string typed, string meant)
    {
        await using var cli = Cli.Alone();
        Assert.Equal(2, await cli.RunAsync(command, typed));
        Assert.Contains(meant, cli.Error);
    }

    [Theory]
    [InlineData("status", "--token=canary-0123456789")]
    [InlineData("status", "--token", "canary-0123456789")]
    [InlineData("status", "--password", "canary-0123456789")]
    [InlineData("status", "--api-key", "canary-0123456789")]
    [InlineData("status", "--api", "http://me:canary-0123456789@127.0.0.1:1")]
    [InlineData("up", "--api-key", "canary-0123456789")]
    [InlineData("up", "--store", "postgres:Host=localhost;Password=canary-0123456789")]
    [InlineData("up", "--store", "postgres:postgres://me:canary-0123456789@localhost/ticks")]
    [InlineData("up", "--url", "wss://me:canary-0123456789@example.com/feed")]
    [InlineData("up", "--url", "wss://example.com/feed?token=canary-0123456789")]
    [InlineData("up", "--subscribe", "{\"auth\":\"canary-0123456789\"}")]
    [InlineData("export", "X", "--store", "postgres:Host=localhost;Password=canary-0123456789")]
    public async Task A_secret_on_the_command_line_is_refused_and_never_repeated(params string[] args)
    {
        await using var cli = Cli.Alone();
        Assert.Equal(2, await cli.RunAsync(args));
        Assert.DoesNotContain("canary", cli.Out + cli.Error);
        Assert.Contains("@FILE", cli.Error);
    }

    [Theory]
    [InlineData("up", "--connection-delay", "soon", "--connection-delay takes a duration such as 500ms, 3s, 2m, 4h or 7d")]
    [InlineData("up", "--max-stocks", "0", "--max-stocks takes a number from 1 to")]
    [InlineData("up", "--mode", "fast", "--mode takes ticker or quote or full")]
    [InlineData("up", "--depth", "7", "'7' is none of 5, 10, 20 and updates")]
    [InlineData("up", "--candles", "2m", "there is no candle of 2m; there are 1s, 1m, 3m")]
    [InlineData("up", "--profile", "prod", "--profile takes hft or dev")]
    [InlineData("get", "gaps", "--from", "--from takes a time")]
    [InlineData("status", "--output", "yaml", "--output takes table or plain or json")]
    public async Task A_value_that_cannot_be_read_is_told_with_what_would_be_right(params string[] args)
    {
        await using var cli = Cli.Alone();
        var line = args[0] == "get" ? ["get", "gaps", "--from", "yesterday"] : args[..3];
        Assert.Equal(2, await cli.RunAsync(line));
        Assert.Contains(args[3], cli.Error);
        Assert.Single(cli.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("start")]
    [InlineData("start", "KEY", "--symbols", "A")]
    [InlineData("start", "--type", "swing")]
    [InlineData("start", "--type", "swing", "--ids", "1,x")]
    [InlineData("stop")]
    [InlineData("stop", "KEY", "--all")]
    [InlineData("status", "--api", "ftp://x")]
    [InlineData("status", "-w", "-o", "json")]
    [InlineData("start", "--symbols", "@/nowhere/at/all")]
    [InlineData("get")]
    [InlineData("sim")]
    [InlineData("export")]
    [InlineData("status", "a", "b")]
    public async Task What_makes_no_sense_is_a_usage_error(params string[] args)
    {
        await using var cli = Cli.Alone();
        Assert.Equal(2, await cli.RunAsync(args));
        Assert.NotEmpty(cli.Error + cli.Out);
    }

    [Theory]
    [InlineData("3", 3)]
    [InlineData("3s", 3)]
    [InlineData("500ms", 0.5)]
    [InlineData("2m", 120)]
    [InlineData("1.5h", 5400)]
    [InlineData("7d", 604_800)]
    [InlineData("0", 0)]
    public void Durations_are_read(string text, double seconds)
    {
        Assert.True(Duration.TryParse(text, out var span));
        Assert.Equal(TimeSpan.FromSeconds(seconds), span);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-3s")]
    [InlineData("3 s")]
    [InlineData("3sm")]
    [InlineData("1e3s")]
    [InlineData("NaN")]
    [InlineData("999999999999d")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(Duration.TryParse(text, out _));
}
