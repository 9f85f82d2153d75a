using System.Text.RegularExpressions;
using OrleansTicks.Core;

namespace OrleansTicks.Web.Tests;

public sealed partial class QueryRoutesTests
{
    [Fact]
    public async Task Quotes_are_exact_text_with_their_age()
    {
        await using var api = await ApiFixture.StartAsync();
        api.Control.Ticks.Add(Some.Latest(FakeReader.Btc));

        var (status, body) = await api.GetAsync("/api/v1/quotes?symbols=btcusdt,ETHUSDT");

        Assert.Equal(200, status);
        var quote = Assert.Single(body.GetProperty("quotes").EnumerateArray());
        Assert.Equal("BINANCE:BTCUSDT", quote.GetProperty("symbol").GetString());
        Assert.Equal("55123.45", quote.GetProperty("trade").GetProperty("price").GetString());
        Assert.Equal("0.00000001", quote.GetProperty("trade").GetProperty("size").GetString());
        Assert.Equal("2026-01-05T09:59:58.000Z", quote.GetProperty("trade").GetProperty("time").GetString());
        Assert.Equal("55123.4", quote.GetProperty("quote").GetProperty("bid").GetString());
        Assert.Equal("2.5", quote.GetProperty("quote").GetProperty("askSize").GetString());
        Assert.Equal("2026-01-05T09:59:58.800000Z", quote.GetProperty("asOf").GetString());
        Assert.Equal(1200, quote.GetProperty("ageMs").GetInt64());
        Assert.Equal("ETHUSDT", Assert.Single(body.GetProperty("missing").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task Without_symbols_all_quotes_are_shown()
    {
        await using var api = await ApiFixture.StartAsync();
        api.Control.Ticks.AddRange([Some.Latest(new Instrument(9, "NSE:TCS")), Some.Latest(FakeReader.Btc), new LatestTick(new Instrument(10, "NSE:NEW"), null, null)]);
        var (_, body) = await api.GetAsync("/api/v1/quotes");
        Assert.Equal(["BINANCE:BTCUSDT", "NSE:TCS"], body.GetProperty("quotes").EnumerateArray().Select(quote => quote.GetProperty("symbol").GetString()));
        Assert.Equal(0, (await api.GetAsync("/api/v1/quotes?symbols=")).Body.GetProperty("quotes").GetArrayLength());
        Assert.Equal(400, (await api.GetAsync("/api/v1/quotes?symbols=" + string.Join(',', Enumerable.Range(0, 501)))).Status);
    }

    [Fact]
    public async Task The_day_is_shown_where_the_venue_tells_it()
    {
        await using var api = await ApiFixture.StartAsync();
        var book = new SymbolBook();
        foreach (var (figure, value) in ((DayFigure, long)[])[(DayFigure.Open, 1_005), (DayFigure.OpenInterest, 700)])
        {
            var row = default(Tick);
            row.SetDay(9, figure, value, 1);
            (row.Received, row.Identity) = (TickTime.Earliest, value);
            book.AcceptUnnumbered(ref row, 1, new Position(1, value, 0, 0, 9, TickKind.Day, value, TickTime.Earliest, TickTime.Earliest), out _);
        }

        api.Control.Ticks.AddRange([Some.Latest(new Instrument(9, "NSE:TCS")) with { Day = book.Day }, Some.Latest(FakeReader.Btc)]);
        var quotes = (await api.GetAsync("/api/v1/quotes?symbols=tcs,btcusdt")).Body.GetProperty("quotes");
        var day = quotes.EnumerateArray().Single(quote => quote.GetProperty("symbol").GetString() == "NSE:TCS").GetProperty("day");
        Assert.Equal(("100.5", "2000-01-01T00:00:00.000000Z", false), (day.GetProperty("open").GetString(), day.GetProperty("received").GetString(), day.TryGetProperty("high", out _)));
        Assert.False(quotes.EnumerateArray().Single(quote => quote.GetProperty("symbol").GetString() == "BINANCE:BTCUSDT").TryGetProperty("day", out _));
    }

    [Fact]
    public async Task Hostile_names_are_escaped()
    {
        await using var api = await ApiFixture.StartAsync();
        api.Control.Ticks.Add(Some.Latest(new Instrument(9, "NSE:<script>\u001b[2J\r\n\u202e\"")));

        var text = await api.Client.GetStringAsync("/api/v1/quotes", ApiFixture.Cancellation);

        Assert.DoesNotContain("<script>", text);
        Assert.DoesNotContain(text, c => char.IsControl(c) || c == '\u202e');
    }

    [Fact]
    public async Task Gaps_come_with_exact_bounds()
    {
        await using var api = await ApiFixture.StartAsync();

        var (status, body) = await api.GetAsync("/api/v1/gaps?from=2026-01-05T00:00:00Z&to=2026-01-05T09:00:00Z&limit=5");

        Assert.Equal(200, status);
        var gap = Assert.Single(body.GetProperty("gaps").EnumerateArray());
        Assert.Equal("sequence", gap.GetProperty("cause").GetString());
        Assert.Equal("BINANCE:BTCUSDT", gap.GetProperty("instrument").GetString());
        Assert.Equal(4, gap.GetProperty("missing").GetInt64());
        Assert.Equal(10, gap.GetProperty("last").GetProperty("n").GetInt64());
        Assert.Equal(15, gap.GetProperty("first").GetProperty("frame").GetInt64());
        var day = TickTime.FromDateTimeOffset(Some.Now.Date);
        Assert.Equal((day, day + TickTime.MicrosecondsPerDay * 9 / 24, 5), api.Reader.Asked);
    }

    [Fact]
    public async Task Gaps_are_those_of_the_last_day_by_default()
    {
        await using var api = await ApiFixture.StartAsync();
        await api.GetAsync("/api/v1/gaps");
        Assert.Equal((TickTime.FromDateTimeOffset(Some.Now.AddDays(-1)), TickTime.FromDateTimeOffset(Some.Now), 1000), api.Reader.Asked);
    }

    [Theory]
    [InlineData("limit=-1")]
    [InlineData("limit=0")]
    [InlineData("limit=10001")]
    [InlineData("limit=x")]
    [InlineData("limit=1&limit=2")]
    [InlineData("from=garbage")]
    [InlineData("to=")]
    [InlineData("from=2026-01-06T00:00:00Z&to=2026-01-05T00:00:00Z")]
    [InlineData("from=1926-01-06T00:00:00Z&to=2026-01-05T00:00:00Z")]
    [InlineData("to=0001-01-01T00:00:00Z")]
    public async Task A_bad_range_is_refused(string query)
    {
        await using var api = await ApiFixture.StartAsync();
        var (status, body) = await api.GetAsync("/api/v1/gaps?" + query);
        Assert.Equal(400, status);
        Assert.DoesNotContain("garbage", body.GetRawText());
    }

    [Fact]
    public async Task A_store_that_is_away_is_said_without_its_secrets()
    {
        await using var api = await ApiFixture.StartAsync();
        api.Reader.Away = true;
        var (status, body) = await api.GetAsync("/api/v1/gaps");
        Assert.Equal(503, status);
        Assert.Equal("store_away", body.GetProperty("code").GetString());
        Assert.DoesNotContain("hunter2", body.GetRawText());
    }

    [Fact]
    public async Task Totals_and_readiness_tell_of_store_trouble()
    {
        await using var api = await ApiFixture.StartAsync();
        Assert.Equal(200, (await api.GetAsync("/readyz")).Status);
        api.Control.Node = new NodeTotals { Received = 10, Accepted = 9, Rejected = new Dictionary<RejectKind, long> { [RejectKind.TooDeep] = 1 }, StoreTrouble = "the disk is full" };

        var (_, totals) = await api.GetAsync("/api/v1/totals");
        var (status, ready) = await api.GetAsync("/readyz");

        Assert.Equal(1, totals.GetProperty("rejected").GetProperty("too_deep").GetInt64());
        Assert.Equal("the disk is full", totals.GetProperty("storeTrouble").GetString());
        Assert.Equal(503, status);
        Assert.False(ready.GetProperty("ready").GetBoolean());
        Assert.Equal("ok", (await api.GetAsync("/livez")).Body.GetString());
    }

    [Fact]
    public async Task A_node_that_is_not_ready_says_why()
    {
        await using var api = await ApiFixture.StartAsync(notReady: () => "the store is opening");
        var (status, body) = await api.GetAsync("/readyz");
        Assert.Equal(503, status);
        Assert.Equal("the store is opening", body.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Metrics_can_be_parsed_and_have_no_series_per_symbol()
    {
        await using var api = await ApiFixture.StartAsync();
        api.Control.Streams.AddRange([Some.Status(0), Some.Status(1, StreamState.Parked)]);
        api.Control.Ticks.Add(Some.Latest(FakeReader.Btc));
        api.Control.Node = new NodeTotals { Stored = 1_234_567_890_123, Reconnects = new Dictionary<Reason, long> { [Reason.ServerClose] = 3 } };

        using var response = await api.Client.GetAsync("/metrics", ApiFixture.Cancellation);
        var lines = (await response.Content.ReadAsStringAsync(ApiFixture.Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        var types = lines.Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')).ToDictionary(words => words[2], words => words[3]);
        foreach (var line in lines.Where(line => line[0] != '#'))
        {
            var match = Sample().Match(line);
            Assert.True(match.Success, line);
            Assert.Equal(match.Groups["name"].Value.EndsWith("_total", StringComparison.Ordinal) ? "counter" : "gauge", types[match.Groups["name"].Value]);
        }

        Assert.Contains("ticks_node_stored_total 1234567890123", lines);
        Assert.Contains("ticks_node_reconnects_total{reason=\"server-close\"} 3", lines);
        Assert.Contains("ticks_stream_up{stream=\"type:swing|ids:1,2/0\",feed=\"binance\"} 1", lines);
        Assert.Contains("ticks_stream_up{stream=\"type:swing|ids:1,2/1\",feed=\"binance\"} 0", lines);
        Assert.DoesNotContain(lines, line => line.Contains("BTCUSDT", StringComparison.Ordinal));
        Assert.Equal(lines.Where(line => line[0] == '#').Distinct().Count(), lines.Count(line => line[0] == '#'));
    }

    [Fact]
    public void Labels_are_escaped()
    {
        var text = new MetricsText();
        text.Begin("ticks_x_y", "gauge", "One\nline \\.");
        text.Sample("ticks_x_y", 1.5, ("a", "quote \" slash \\ line\nend"));
        Assert.Equal("# HELP ticks_x_y One\\nline \\\\.\n# TYPE ticks_x_y gauge\nticks_x_y{a=\"quote \\\" slash \\\\ line\\nend\"} 1.5\n", text.ToString());
    }

    [GeneratedRegex("^(?<name>ticks_[a-z_]+)(\\{[a-z]+=\"([^\"\\\\\n]|\\\\[\\\\\"n])*\"(,[a-z]+=\"([^\"\\\\\n]|\\\\[\\\\\"n])*\")*\\})? -?[0-9.E+-]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sample();
}
