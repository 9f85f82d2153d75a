using System.Net;
using System.Net.Sockets;
using System.Text;
using OrleansTicks.Core;
using OrleansTicks.Web.Tests;

namespace OrleansTicks.Client.Tests;

public sealed class EventsCommandTests
{
    [Fact]
    public async Task The_newest_are_shown_oldest_first()
    {
        await using var cli = await Cli.WithNodeAsync();
        cli.Control.Streams.Add(Some.Status(0));
        cli.Reader.Tell(Told(1), Told(2), Told(3) with { Stream = null, Node = "beta", Reason = "deploy" });
        Assert.Equal(0, await cli.RunAsync("events", "--limit", "2"));
        Assert.Equal("2026-01-05 10:00:00.000  acquired  type:swing|ids:1,2/0\n2026-01-05 10:00:00.000  acquired (deploy)  -  on beta\n", cli.Out);
        Assert.Equal(0, await cli.RunAsync("events", Some.Swing.ShortId, "-o", "json"));
        Assert.Equal(2, cli.Json.GetProperty("events").GetArrayLength());
        Assert.Equal(2, await cli.RunAsync("events", "--limit", "0"));
    }

    /// <summary>The node breaks off in the middle, then restarts and its store is still away, then is there again.</summary>
    [Fact]
    public async Task Following_goes_on_from_the_last_one_over_every_break()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var cli = Cli.Alone();
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Cli.Cancellation);
        var run = cli.RunAsync(interrupt.Token, "events", "-f", "-o", "json", "--api", $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

        Assert.DoesNotContain("event-stream", await AnswerAsync(listener, Ok("application/json", """{"events":[]}""")));
        Assert.DoesNotContain("Last-Event-ID", await AnswerAsync(listener, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n" + Chunk(Message(7)) + "20\r\nid: 8\ndata: {\"id"));
        Assert.Contains("Last-Event-ID: 7", await AnswerAsync(listener, "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        Assert.Contains("Last-Event-ID: 7", await AnswerAsync(listener, Ok("text/event-stream", Message(8) + ": here\n\n" + Message(9))));
        Assert.Contains("Last-Event-ID: 9", await AnswerAsync(listener, Ok("text/event-stream", ": here\n\n")));
        await interrupt.CancelAsync();

        Assert.Equal(0, await run);
        Assert.Equal([7, 8, 9], cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("id").GetInt64()));
    }

    [Fact]
    public async Task A_real_node_is_followed_until_it_is_interrupted()
    {
        await using var cli = await Cli.WithNodeAsync(realTime: true);
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Cli.Cancellation);
        cli.Reader.Tell(Told(1));
        var run = cli.RunAsync(interrupt.Token, "events", "-f");
        while (cli.Reader.EventReads < 3) await Task.Yield();
        cli.Reader.Tell(Told(2) with { What = "released" });
        var seen = cli.Reader.EventReads;
        while (cli.Reader.EventReads < seen + 3) await Task.Yield();
        await interrupt.CancelAsync();
        Assert.Equal(0, await run);
        Assert.Equal(["acquired", "released"], cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split("  ")[1]));
    }

    private static StreamEvent Told(long id) => new(id, Some.Now, "type:swing|ids:1,2/0", null, "acquired", null, null);

    private static string Message(int id) => $$"""id: {{id}}{{"\n"}}data: {"id":{{id}},"at":"2026-01-05T10:00:00Z","what":"acquired"}""" + "\n\n";

    private static string Chunk(string text) => $"{text.Length:x}\r\n{text}\r\n";

    private static string Ok(string type, string body) => $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";

    /// <summary>One connection, one answer, and away; returns what was asked.</summary>
    private static async Task<string> AnswerAsync(TcpListener listener, string answer)
    {
        using var client = await listener.AcceptTcpClientAsync(Cli.Cancellation);
        var stream = client.GetStream();
        var asked = new StringBuilder();
        var buffer = new byte[4096];
        while (!asked.ToString().Contains("\r\n\r\n", StringComparison.Ordinal)) asked.Append(Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, Cli.Cancellation)));
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), Cli.Cancellation);
        client.Client.Shutdown(SocketShutdown.Send);
        return asked.ToString();
    }
}
