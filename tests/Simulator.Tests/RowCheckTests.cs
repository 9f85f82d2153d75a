using System.Text;
using OrleansTicks.Core;

namespace OrleansTicks.Simulator.Tests;

/// <summary>Rows beside the prices in the check: those that changed on their connection must be stored, each once, and nothing else.</summary>
public sealed class RowCheckTests : IDisposable
{
    private const long Base = 1_700_000_000_000_000;
    private readonly TempFile _ledger = new();
    private readonly FakeReader _store = new();
    private readonly List<string> _lines = [];

    public RowCheckTests() => _store.Instruments.Add(new Instrument(1, "NSE_EQ:1333"));

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task What_changed_is_asked_for_and_no_more()
    {
        Send(0, """
            "day":{"open":"1.50","volume":10,"low":"0"},"depth":[[1,"1.4","5",2],[-1,"1.6","7",0]]
            """);
        Send(0, """
            "day":{"open":"1.5","volume":11},"depth":[[1,"1.4","5",2],[-1,"1.6","8",0]]
            """);
        Send(0, """
            "candle":["1m",1700000000000,"1","2","0.5","1.5","10",false]
            """);
        StoreDays((DayFigure.Open, 15, 1), (DayFigure.Volume, 10, 0), (DayFigure.Volume, 11, 0));
        StoreDepth((1, 14, 5, 2), (-1, 16, 7, 0), (-1, 16, 8, 0));
        StoreCandle();
        await ExpectAsync(ok: true, sent: 7, stored: 7);
    }

    [Fact]
    public async Task Differences_of_a_whole_book_are_each_asked_for()
    {
        foreach (var size in (int[])[5, 5, 0])
        {
            Send(0, $$"""
                "depth":[[32767,"1.4","{{size}}",0]]
                """);
        }

        StoreDepth((TickRows.ByPrice, 14, 5, 0), (TickRows.ByPrice, 14, 0, 0));
        await ExpectAsync(ok: false, sent: 3, stored: 2, missing: 1);
        StoreDepth((TickRows.ByPrice, 14, 5, 0));
        await ExpectAsync(ok: true, sent: 3, stored: 3);
    }

    [Fact]
    public async Task A_new_connection_says_all_of_it_again()
    {
        foreach (var connection in (int[])[0, 1])
        {
            Send(connection, """
                "day":{"open":"1.5"}
                """);
        }

        StoreDays((DayFigure.Open, 15, 1));
        await ExpectAsync(ok: false, sent: 2, stored: 1, missing: 1, reason: "day 1 was sent, is not stored and lies in no gap");
        StoreDays((DayFigure.Open, 15, 1));
        await ExpectAsync(ok: true, sent: 2, stored: 2);
    }

    [Fact]
    public async Task Another_value_is_missing_and_never_sent()
    {
        Send(0, """
            "depth":[[1,"1.4","5",2]]
            """);
        StoreDepth((1, 14, 5, 3));
        await ExpectAsync(ok: false, sent: 1, missing: 1, duplicated: 1, reason: "is stored but was never sent, or not so often");
    }

    [Fact]
    public async Task Once_more_than_sent_is_too_often()
    {
        Send(0, """
            "depth":[[1,"1.4","5",2]]
            """);
        StoreDepth((1, 14, 5, 2), (1, 14, 5, 2));
        await ExpectAsync(ok: false, sent: 1, stored: 1, duplicated: 1);
    }

    [Fact]
    public async Task Of_streams_of_last_prices_alone_none_is_asked_for()
    {
        Send(0, """
            "p":"1.5","T":1700000000000,"day":{"open":"1.5"}
            """, "lastPrice");
        Plan(FeedMode.Ticker);
        _store.Ticks.Add(new Tick { Instrument = 1, Kind = TickKind.LastPrice, Price = 15, PriceScale = 1, Time = Base, Identity = 1 });
        await ExpectAsync(ok: true, sent: 1, stored: 1);
    }

    [Fact]
    public async Task Of_a_venue_whose_lines_say_nothing_of_them_rows_are_not_followed()
    {
        Send(0, """
            "p":"1.5","T":1700000000000
            """, "trade");
        _store.Ticks.Add(new Tick { Instrument = 1, Kind = TickKind.Trade, Price = 15, PriceScale = 1, Time = Base, Identity = 1 });
        StoreDepth((1, 14, 5, 2));
        await ExpectAsync(ok: true, sent: 1, stored: 1);
    }

    [Fact]
    public async Task The_best_bid_beside_a_trade_is_not_its_price()
    {
        Send(0, """
            "p":"1.5","T":1700000000000,"q":"7","b":"1.4","B":"3","a":"1.6","A":"4"
            """, "trade");
        _store.Ticks.Add(new Tick { Instrument = 1, Kind = TickKind.Trade, Price = 15, PriceScale = 1, Time = Base, Identity = 1 });
        await ExpectAsync(ok: true, sent: 1, stored: 1);
    }

    [Fact]
    public async Task A_gap_that_begins_and_ends_at_such_rows_covers_what_lies_between()
    {
        for (var i = 0; i < 5; i++)
        {
            Send(i / 3, $$"""
                "p":"1.5","T":{{1700000000000 + (i * 1000)}},"day":{"volume":{{10 + i}}}
                """, "trade");
        }

        foreach (var i in (int[])[0, 1, 3, 4])
        {
            _store.Ticks.Add(new Tick { Instrument = 1, Kind = TickKind.Trade, Price = 15, PriceScale = 1, Time = Base + (i * 1_000_000), Identity = 9_000 + i });
            StoreDays((DayFigure.Volume, 10 + i, 0));
        }

        Plan(FeedMode.Full);
        var identities = _store.Ticks.Where(tick => tick.Kind is TickKind.Day).Select(tick => tick.Identity).ToList();
        _store.Gaps.Add(new Gap(7, GapCause.Closed, At(identities[1]), At(identities[2])));
        await ExpectAsync(ok: true, sent: 10, stored: 8, inGaps: 2);
        _store.Gaps.Clear();
        await ExpectAsync(ok: false, sent: 10, stored: 8, missing: 2);
    }

    private static Position At(long identity) => new(1, identity, 0, 0, 1, TickKind.Day, identity, Base, Base);

    private void Plan(FeedMode mode)
    {
        var plan = new StreamPlan(new StreamKey(GroupKey.Parse("feed:dhan|set:00000000"), 0), "dhan", mode, [.. _store.Instruments]);
        _store.Streams.Add((7, new DesiredStream(plan, DesiredState.Run, Generation: 1, Url: null)));
    }

    private void Send(int connection, string fields, string kind = "ticker") => _lines.Add(
        $$"""{"conn":{{connection}},"frame":{{_lines.Count}},"at_ns":1,"state":"sent","seq":{{_lines.Count}},"symbol":"NSE_EQ:1333","kind":"{{kind}}","id":null,{{fields.Trim()}}}""");

    private void StoreDays(params (DayFigure Figure, long Value, byte Scale)[] rows)
    {
        foreach (var (figure, value, scale) in rows)
        {
            var row = default(Tick);
            row.SetDay(1, figure, value, scale);
            Store(row);
        }
    }

    private void StoreDepth(params (int Level, long Price, long Size, long Orders)[] rows)
    {
        foreach (var (level, price, size, orders) in rows)
        {
            var row = default(Tick);
            row.SetDepth(1, level, orders);
            (row.Price, row.PriceScale, row.Size) = (price, 1, size);
            Store(row);
        }
    }

    private void StoreCandle()
    {
        var row = default(Tick);
        row.SetCandle(1, CandleInterval.OneMinute, closed: false);
        (row.Price, row.Size, row.Ask, row.AskSize, row.PriceScale, row.Identity, row.Time) = (10, 20, 5, 15, 1, 10, Base);
        _store.Ticks.Add(row);
    }

    private void Store(Tick row) => _store.Ticks.Add(row with { Time = Base, Received = Base, Identity = 100 + _store.Ticks.Count });

    private async Task ExpectAsync(bool ok, long sent = 0, long stored = 0, long missing = 0, long duplicated = 0, long inGaps = 0, string? reason = null)
    {
        if (_store.Streams.Count == 0) Plan(FeedMode.Full);
        await File.WriteAllLinesAsync(_ledger.Path, _lines, new UTF8Encoding(false), Some.Cancellation);
        var verdict = await SimulatorCheck.RunAsync(_ledger.Path, _store, Some.Cancellation);
        Assert.Equal((ok, sent, stored, missing, duplicated, inGaps), (verdict.Ok, verdict.Sent, verdict.Stored, verdict.Missing, verdict.Duplicated, verdict.InGaps));
        if (reason is not null) Assert.Contains(verdict.Reasons, text => text.Contains(reason, StringComparison.Ordinal));
    }
}
