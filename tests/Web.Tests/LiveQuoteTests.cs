using System.Net;
using System.Net.Sockets;
using System.Text;
using OrleansTicks.Core;

namespace OrleansTicks.Web.Tests;

public sealed class LiveQuoteTests
{
    private const string Path = "/api/v1/stream/quotes";
    private static readonly Instrument Eth = new(8, "BINANCE:ETHUSDT");

    [Fact]
    public async Task First_everything_then_the_newest_of_what_changed()
    {
        await using var api = await ApiFixture.StartAsync();
        api.Control.Show(Priced(FakeReader.Btc, 1), Priced(Eth, 1), new LatestTick(new Instrument(9, "BINANCE:NONE"), null, null));
        await using var live = await LiveReader.OpenAsync(api, Path);

        var snapshot = await live.NextAsync();
        Assert.Equal("snapshot", snapshot.Event);
        Assert.Equal(["BINANCE:BTCUSDT", "BINANCE:ETHUSDT"], Symbols(snapshot));
        Assert.Equal("2026-01-05T10:00:00.000Z", snapshot.Data.GetProperty("asOf").GetString());
        Assert.Equal("1", snapshot.Data.GetProperty("quotes")[0].GetProperty("trade").GetProperty("price").GetString());
        Assert.Equal("55123.4", snapshot.Data.GetProperty("quotes")[0].GetProperty("quote").GetProperty("bid").GetString());

        // Whatever happened in between, one row tells the newest; what did not change is not told.
        foreach (var price in Enumerable.Range(2, 50)) api.Control.Show(Priced(Eth, price));
        api.Time.Advance(LiveCollector.Period);
        var quotes = await live.NextAsync();
        Assert.Equal("quotes", quotes.Event);
        Assert.Equal(["BINANCE:ETHUSDT"], Symbols(quotes));
        Assert.Equal("51", quotes.Data.GetProperty("quotes")[0].GetProperty("trade").GetProperty("price").GetString());

        api.Time.Advance(LiveCollector.Period);                     // nothing changed: nothing is sent
        api.Control.Show(Priced(FakeReader.Btc, 99));
        api.Time.Advance(LiveCollector.Period);
        Assert.Equal(["BINANCE:BTCUSDT"], Symbols(await live.NextAsync()));
    }

    [Fact]
    public async Task Symbols_narrow_it_and_those_without_data_come_when_they_have_some()
    {
        await using var api = await ApiFixture.StartAsync();
        api.Control.Show(Priced(FakeReader.Btc, 1), Priced(Eth, 1));
        await using var live = await LiveReader.OpenAsync(api, Path + "?symbols=ethusdt,SOLUSDT");

        var snapshot = await live.NextAsync();
        Assert.Equal(["BINANCE:ETHUSDT"], Symbols(snapshot));
        Assert.Equal("SOLUSDT", Assert.Single(snapshot.Data.GetProperty("missing").EnumerateArray()).GetString());

        api.Control.Show(Priced(FakeReader.Btc, 2), Priced(new Instrument(10, "BINANCE:SOLUSDT"), 2));
        api.Time.Advance(LiveCollector.Period);
        Assert.Equal(["BINANCE:SOLUSDT"], Symbols(await live.NextAsync()));
    }

    [Fact]
    public async Task The_board_comes_once_a_second_for_who_asks()
    {
        string? trouble = null;
        await using var api = await ApiFixture.StartAsync(notReady: () => Volatile.Read(ref trouble));
        api.Control.Streams.AddRange([Some.Status(0), Some.Status(1, StreamState.Parked)]);
        await using var live = await LiveReader.OpenAsync(api, Path + "?board=1");

        var board = await live.NextAsync();
        Assert.Equal("streams", board.Event);
        Assert.True(board.Data.GetProperty("ready").GetBoolean());
        Assert.Equal("alpha", board.Data.GetProperty("node").GetString());
        Assert.Equal("sqlite test", board.Data.GetProperty("store").GetString());
        Assert.Equal(["running", "parked"], board.Data.GetProperty("streams").EnumerateArray().Select(stream => stream.GetProperty("state").GetString()));
        Assert.Equal(45_123, board.Data.GetProperty("streams")[0].GetProperty("messages").GetInt64());
        Assert.Equal("snapshot", (await live.NextAsync()).Event);

        Volatile.Write(ref trouble, "the node is stopping");
        api.Time.Advance(TimeSpan.FromSeconds(1));
        board = await live.NextAsync();
        Assert.Equal("streams", board.Event);
        Assert.Equal("2026-01-05T10:00:01.000Z", board.Data.GetProperty("asOf").GetString());
        Assert.False(board.Data.GetProperty("ready").GetBoolean());
        Assert.Equal("the node is stopping", board.Data.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task All_listeners_share_one_look()
    {
        await using var api = await ApiFixture.StartAsync();
        api.Control.Show(Priced(Eth, 1));
        await using var first = await LiveReader.OpenAsync(api, Path);
        await first.NextAsync();
        var others = new List<LiveReader>();
        for (var i = 0; i < 8; i++) others.Add(await LiveReader.OpenAsync(api, Path));
        await api.AdvanceUntilAsync(LiveCollector.Period, Task.WhenAll(others.Select(other => other.NextAsync())));

        var before = api.Control.Reads;
        api.Control.Show(Priced(Eth, 2));
        api.Time.Advance(LiveCollector.Period);
        foreach (var listener in others.Prepend(first)) Assert.Equal(["BINANCE:ETHUSDT"], Symbols(await listener.NextAsync()));
        Assert.Equal(before + 1, api.Control.Reads);
        foreach (var other in others) await other.DisposeAsync();
    }

    [Fact]
    public async Task Who_does_not_read_is_cut_and_holds_nobody_up()
    {
        await using var api = await ApiFixture.StartAsync(options => options with { MaxListeners = 2 });
        api.Control.Show([.. Enumerable.Range(1, 40_000).Select(id => Priced(new Instrument(id, $"BINANCE:S{id}"), 1))]);
        using var idle = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await idle.ConnectAsync(api.Address.Host, api.Address.Port, ApiFixture.Cancellation);
        await idle.SendAsync(Encoding.ASCII.GetBytes($"GET {Path} HTTP/1.1\r\nHost: localhost\r\n\r\n"), ApiFixture.Cancellation);
        await api.Time.TimersWaiting(2, ApiFixture.Cancellation);   // the collector's and the patience with this one

        await using var live = await LiveReader.OpenAsync(api, Path + "?symbols=S7");
        Assert.Equal("snapshot", (await api.AdvanceUntilAsync(LiveCollector.Period, live.NextAsync())).Event);
        api.Control.Show(Priced(new Instrument(7, "BINANCE:S7"), 2));
        api.Time.Advance(LiveCollector.Period);
        Assert.Equal(["BINANCE:S7"], Symbols(await live.NextAsync()));

        // Its place is free once it has been cut.
        await using var next = await api.AdvanceUntilAsync(LiveResponse.Patience, OpenWhenFreeAsync(api));
        var read = 0;
        try
        {
            var buffer = new byte[1 << 16];
            for (int count; (count = await idle.ReceiveAsync(buffer, ApiFixture.Cancellation)) > 0;) read += count;
        }
        catch (SocketException reset)
        {
            Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        }

        Assert.True(read < 40_000 * 300, $"{read} bytes");
        api.Control.Show(Priced(new Instrument(7, "BINANCE:S7"), 3));
        api.Time.Advance(LiveCollector.Period);
        Assert.Equal(["BINANCE:S7"], Symbols(await live.NextAsync()));
    }

    [Fact]
    public async Task There_are_so_many_listeners_and_no_more()
    {
        await using var api = await ApiFixture.StartAsync(options => options with { MaxListeners = 2 });
        await using var quotes = await LiveReader.OpenAsync(api, Path);
        await using var events = await LiveReader.OpenAsync(api, "/api/v1/events");

        using var response = await api.Client.GetAsync(Path, ApiFixture.Cancellation);
        Assert.Equal(503, (int)response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        var (status, body) = await api.GetAsync("/api/v1/events", ("Accept", "text/event-stream"));
        Assert.Equal((503, "too_many_listeners"), (status, body.GetProperty("code").GetString()));
        Assert.Equal(200, (await api.GetAsync("/api/v1/events")).Status);
    }

    [Fact]
    public async Task A_node_that_stops_ends_its_streams()
    {
        var api = await ApiFixture.StartAsync();
        await using var quotes = await LiveReader.OpenAsync(api, Path);
        await quotes.NextAsync();
        await using var events = await LiveReader.OpenAsync(api, "/api/v1/events");
        var ends = Task.WhenAll(quotes.TryNextAsync(), events.TryNextAsync());
        await api.DisposeAsync();
        Assert.All(await ends, Assert.Null);
    }

    [Theory]
    [InlineData("?board=yes")]
    [InlineData("?board=1&board=1")]
    [InlineData("?symbols={many}")]
    public async Task Bad_questions_are_refused(string query)
    {
        await using var api = await ApiFixture.StartAsync();
        var (status, body) = await api.GetAsync(Path + query.Replace("{many}", string.Join(',', Enumerable.Range(0, 501)), StringComparison.Ordinal));
        Assert.Equal((400, "invalid"), (status, body.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Hostile_names_cannot_leave_their_place()
    {
        await using var api = await ApiFixture.StartAsync();
        api.Control.Show(Priced(new Instrument(9, "NSE:<script>\r\n\r\nevent: streams\r\ndata: {}\u2028\u001b"), 1));
        await using var live = await LiveReader.OpenAsync(api, Path);
        Assert.Equal("NSE:<script>\r\n\r\nevent: streams\r\ndata: {}\u2028\u001b", Assert.Single(Symbols(await live.NextAsync())));
    }

    private static async Task<LiveReader> OpenWhenFreeAsync(ApiFixture api)
    {
        while (true)
        {
            try
            {
                return await LiveReader.OpenAsync(api, Path + "?symbols=S7");
            }
            catch (HttpRequestException full) when (full.StatusCode is HttpStatusCode.ServiceUnavailable)
            {
                continue;
            }
        }
    }

    private static IEnumerable<string?> Symbols(LiveMessage message) => message.Data.GetProperty("quotes").EnumerateArray().Select(quote => quote.GetProperty("symbol").GetString());

    private static LatestTick Priced(Instrument instrument, int price)
    {
        var latest = Some.Latest(instrument);
        return latest with { Trade = latest.Trade!.Value with { Price = price, PriceScale = 0, Identity = price } };
    }
}
