using System.Net;
using System.Net.Sockets;
using OrleansTicks.Core;
using OrleansTicks.Web.Tests;

namespace OrleansTicks.Client.Tests;

public sealed class ApiCommandTests
{
    private const string Secret = "a-long-secret-key-0123456789";

    [Fact]
    public async Task Status_shows_the_board()
    {
        await using var cli = await Cli.WithNodeAsync();
        cli.Control.Streams.AddRange([Some.Status(0), Some.Status(1, StreamState.Degraded)]);

        Assert.Equal(0, await cli.RunAsync("status"));

        Assert.StartsWith("TICKS STATUS [10:00:00]\n  Connected 1/2   Messages 90,246   Errors 4", cli.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', cli.Out);
        Assert.Empty(cli.Error);
    }

    [Fact]
    public async Task Status_with_a_parked_stream_is_degraded()
    {
        await using var cli = await Cli.WithNodeAsync();
        cli.Control.Streams.Add(Some.Status(0, StreamState.Parked) with { Detail = "refused twice (401); ticks start swing" });
        Assert.Equal(5, await cli.RunAsync("status"));
        Assert.Contains("! " + Some.Swing.ShortId + "/0: refused twice (401); ticks start swing", cli.Out);
    }

    [Fact]
    public async Task The_predecessors_name_shows_the_same()
    {
        await using var cli = await Cli.WithNodeAsync();
        Assert.Equal(0, await cli.RunAsync("stream_status"));
        Assert.Contains("Connected 0/0", cli.Out);
    }

    [Fact]
    public async Task Json_is_the_api_s_own_on_one_line()
    {
        await using var cli = await Cli.WithNodeAsync();
        cli.Control.Streams.Add(Some.Status(0));
        foreach (var args in new[] { new[] { "status", "-o", "json" }, ["get", "streams", "-o", "json"], ["status", Some.Swing.ShortId, "-o", "json"] })
        {
            Assert.Equal(0, await cli.RunAsync(args));
            Assert.Equal("type:swing|ids:1,2/0", cli.Json.GetProperty("streams")[0].GetProperty("key").GetString());
            Assert.Equal(44_998, cli.Json.GetProperty("streams")[0].GetProperty("acceptedThrough").GetProperty("n").GetInt64());
        }
    }

    [Fact]
    public async Task Watching_prints_board_after_board_until_it_is_interrupted()
    {
        await using var cli = await Cli.WithNodeAsync();
        using var interrupt = new CancellationTokenSource();
        cli.Control.Streams.Add(Some.Status(0));
        var asked = 0;
        cli.Control.OnTotals = () =>
        {
            if (++asked == 3) interrupt.Cancel();
            return new NodeTotals();
        };

        Assert.Equal(0, await cli.RunAsync(interrupt.Token, "status", "-w", "--interval", "100ms"));

        Assert.True(cli.Out.Split("TICKS STATUS").Length - 1 >= 2);
    }

    [Theory]
    [InlineData(StartAnswer.Started, "started")]
    [InlineData(StartAnswer.Queued, "queued")]
    [InlineData(StartAnswer.AlreadyRunning, "already_running")]
    public async Task Start_says_the_answer_s_word(StartAnswer answer, string word)
    {
        await using var cli = await Cli.WithNodeAsync();
        cli.Control.OnStart = _ => Some.Result(answer);
        Assert.Equal(0, await cli.RunAsync("start", "--type", "swing", "--ids", "3,1,2", "--mode", "ticker"));
        Assert.Equal($"{word} {Some.Swing.ShortId} (type:swing|ids:1,2), 2 streams\n", cli.Out);
        var request = Assert.Single(cli.Control.Starts);
        Assert.Equal(("swing", FeedMode.Ticker), (request.Type, request.Mode));
        Assert.Equal([3, 1, 2], request.Ids);

        Assert.Equal(0, await cli.RunAsync("start", "swing-1234", "-o", "json"));
        Assert.Equal(word, cli.Json.GetProperty("answer").GetString());
    }

    [Fact]
    public async Task Symbols_may_stand_in_a_file()
    {
        using var folder = new TempFolder();
        await using var cli = await Cli.WithNodeAsync();
        Assert.Equal(0, await cli.RunAsync("start", "--feed", "binance", "--symbols", "@" + folder.Write("symbols", "BTCUSDT, ETHUSDT\n# all of it\nBNBUSDT # the third\n\n")));
        Assert.Equal(["BTCUSDT", "ETHUSDT", "BNBUSDT"], Assert.Single(cli.Control.Starts).Symbols);
    }

    [Theory]
    [InlineData(StartRefusal.Invalid, 2)]
    [InlineData(StartRefusal.NotFound, 4)]
    [InlineData(StartRefusal.Conflict, 1)]
    public async Task A_refused_start_says_why_and_its_kind(StartRefusal refusal, int exit)
    {
        await using var cli = await Cli.WithNodeAsync();
        cli.Control.OnStart = _ => throw new StartRefusedException(refusal, "no such thing; try another");
        Assert.Equal(exit, await cli.RunAsync("start", "KEY"));
        Assert.Equal("ticks: no such thing; try another\n", cli.Error);
        Assert.Empty(cli.Out);
    }

    [Fact]
    public async Task Stop_takes_a_key_or_all()
    {
        await using var cli = await Cli.WithNodeAsync();
        cli.Control.Streams.AddRange([Some.Status(0), Some.Status(1)]);

        Assert.Equal(0, await cli.RunAsync("stop", "type:swing|ids:2,1/1"));
        Assert.Equal("stopped type:swing|ids:1,2/1\n", cli.Out);
        Assert.Equal(0, await cli.RunAsync("stop", "--all", "-o", "json"));
        Assert.Equal(2, cli.Json.GetProperty("stopped").GetArrayLength());
        Assert.Equal(0, await cli.RunAsync("stop_all_streams"));
        Assert.Equal(["type:swing|ids:1,2/1", null, null], cli.Control.Stops);
        Assert.Equal(4, await cli.RunAsync("stop", "nobody-1234"));
    }

    [Fact]
    public async Task Gaps_are_listed()
    {
        await using var cli = await Cli.WithNodeAsync();
        Assert.Equal(0, await cli.RunAsync("get", "gaps", "--from", "2026-01-05", "--to", "2026-01-06", "--limit", "5"));
        Assert.Equal(
            """
            STREAM                CAUSE     INSTRUMENT       MISSING  AFTER                        BEFORE
            type:swing|ids:1,2/0  sequence  BINANCE:BTCUSDT  4        2026-01-05T10:00:00.000000Z  2026-01-05T10:00:00.000000Z

            """,
            cli.Out);
        Assert.Equal(2, await cli.RunAsync("get", "gaps", "--from", "2026-01-06", "--to", "2026-01-05"));
    }

    [Fact]
    public async Task The_key_comes_from_a_file_or_a_variable()
    {
        using var folder = new TempFolder();
        await using var cli = await Cli.WithNodeAsync(Secret);
        Assert.Equal(6, await cli.RunAsync("status"));
        Assert.Contains("$TICKS_API_KEY", cli.Error);
        Assert.Equal(0, await cli.RunAsync("status", "--api-key", "@" + folder.Write("key", Secret + "\n")));
        Assert.Equal(6, await cli.RunAsync("--api-key", "@" + folder.Write("other", Secret + "x"), "status"));
        cli.Variables["TICKS_API_KEY"] = Secret;
        Assert.Equal(0, await cli.RunAsync("status"));
    }

    [Theory]
    [InlineData("status")]
    [InlineData("get", "gaps")]
    [InlineData("stop", "--all")]
    [InlineData("start", "KEY")]
    public async Task Nobody_there_is_exit_3_in_one_line(params string[] args)
    {
        await using var cli = Cli.Alone();
        Assert.Equal(3, await cli.RunAsync([.. args, "--api", $"http://127.0.0.1:{FreePort()}"]));
        Assert.Single(cli.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("ticks up", cli.Error);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", 1)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", 1)]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", 1)]
    [InlineData("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", 1)]
    [InlineData("SSH-2.0-OpenSSH\r\n", 3)]
    public async Task Somebody_else_there_is_said(string answer, int exit)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var cli = Cli.Alone();
        var run = cli.RunAsync("status", "--api", $"http://127.0.0.1:{port}");
        using (var client = await listener.AcceptTcpClientAsync(Cli.Cancellation))
        {
            Assert.True(await client.GetStream().ReadAsync(new byte[4096], Cli.Cancellation) > 0);
            await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer), Cli.Cancellation);
        }

        Assert.Equal(exit, await run);
        Assert.Single(cli.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task What_a_node_says_cannot_steer_the_terminal()
    {
        await using var cli = await Cli.WithNodeAsync();
        cli.Control.Streams.Add(Some.Status(0, StreamState.Degraded) with { Detail = "\u001b[2J\r\nfake line\u202e" });
        await cli.RunAsync("status");
        Assert.DoesNotContain(cli.Out, c => c is '\u001b' or '\r' or '\u202e');
        Assert.Contains("\\u001b[2J", cli.Out);
        Assert.DoesNotContain(cli.Out.Split('\n'), line => line.StartsWith("fake", StringComparison.Ordinal));
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
