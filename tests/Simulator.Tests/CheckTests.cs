using System.Text;
using System.Text.Json;
using OrleansTicks.Core;
using OrleansTicks.Simulator;

namespace OrleansTicks.Simulator.Tests;

/// <summary>A market of 100 frames: even places are trades of AAA, odd ones quotes of BBB; place p has id 1000 + p. One stream carries both.</summary>
public sealed class CheckTests : IDisposable
{
    private const long Base = 1_700_000_000_000_000;
    private readonly TempFile _ledger = new();
    private readonly FakeReader _store = new();
    private readonly string[] _states = [.. Enumerable.Repeat("sent", 100)];
    private readonly int[] _connections = new int[100];
    private readonly List<string> _extra = [];

    public CheckTests()
    {
        _store.Instruments.AddRange([new Instrument(1, "BINANCE:AAA"), new Instrument(2, "BINANCE:BBB")]);
        var plan = new StreamPlan(new StreamKey(GroupKey.Parse("feed:binance|set:00000000"), 0), "binance", FeedMode.Quote, [.. _store.Instruments]);
        _store.Streams.Add((7, new DesiredStream(plan, DesiredState.Run, Generation: 1, Url: null)));
    }

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task A_whole_store_passes()
    {
        Store(0..100);
        await ExpectAsync(ok: true, sent: 100, stored: 100);
    }

    [Fact]
    public async Task Nothing_sent_fails()
    {
        Array.Fill(_states, "missed");
        await ExpectAsync(ok: false, missed: 100, reason: "nothing was sent");
    }

    [Fact]
    public async Task An_empty_ledger_fails()
    {
        await File.WriteAllTextAsync(_ledger.Path, "", Some.Cancellation);
        Assert.False((await SimulatorCheck.RunAsync(_ledger.Path, _store, Some.Cancellation)).Ok);
    }

    [Fact]
    public async Task A_missing_frame_fails()
    {
        Store(0..40, 41..100);
        await ExpectAsync(ok: false, sent: 100, stored: 99, missing: 1, reason: "AAA trade 1040 was sent on connection 0");
    }

    [Fact]
    public async Task A_hole_without_a_gap_fails()
    {
        Store(0..40, 60..100);
        await ExpectAsync(ok: false, sent: 100, stored: 80, missing: 20, reason: "lies in no gap");
    }

    [Fact]
    public async Task A_trade_stored_twice_fails()
    {
        Store(0..100);
        Store(40..41);
        await ExpectAsync(ok: false, sent: 100, stored: 100, duplicated: 1, reason: "more than once");
    }

    [Fact]
    public async Task A_quote_stored_twice_with_other_times_fails()
    {
        Store(0..100);
        Store(41..42, tick => tick with { Time = tick.Time + 5, Received = tick.Received + 5 });
        await ExpectAsync(ok: false, sent: 100, stored: 100, duplicated: 1, reason: "BINANCE:BBB quote 1041 is stored more than once");
    }

    [Fact]
    public async Task A_row_that_was_never_sent_fails()
    {
        Store(0..100);
        Store(40..41, tick => tick with { Identity = 5 });
        await ExpectAsync(ok: false, sent: 100, stored: 100, duplicated: 1, reason: "never sent");
    }

    [Fact]
    public async Task A_row_of_a_missed_frame_fails()
    {
        _states[40] = "missed";
        Store(0..100);
        await ExpectAsync(ok: false, sent: 99, stored: 99, duplicated: 1, missed: 1, reason: "never sent");
    }

    [Theory]
    [InlineData("price")]
    [InlineData("scale")]
    [InlineData("size")]
    [InlineData("time")]
    public async Task A_wrong_trade_fails(string what)
    {
        Store(0..40, 41..100);
        Store(40..41, tick => what switch
        {
            "price" => tick with { Price = tick.Price + 1 },
            "scale" => tick with { PriceScale = (byte)(tick.PriceScale + 1) },
            "size" => tick with { Size = tick.Size + 1 },
            _ => tick with { Time = tick.Time + 1 },
        });
        await ExpectAsync(ok: false, sent: 100, stored: 100, wrong: 1, reason: "another price, size or time");
    }

    [Theory]
    [InlineData("bid")]
    [InlineData("bid size")]
    [InlineData("ask")]
    [InlineData("ask size")]
    public async Task A_wrong_quote_fails(string what)
    {
        Store(0..41, 42..100);
        Store(41..42, tick => what switch
        {
            "bid" => tick with { Price = tick.Price + 1 },
            "bid size" => tick with { Size = tick.Size + 1 },
            "ask" => tick with { Ask = tick.Ask + 1 },
            _ => tick with { AskSize = tick.AskSize + 1 },
        });
        await ExpectAsync(ok: false, sent: 100, stored: 100, wrong: 1);
    }

    [Fact]
    public async Task A_gap_exactly_over_the_hole_passes()
    {
        Store(0..40, 60..100);
        Gap(39, 60);
        await ExpectAsync(ok: true, sent: 100, stored: 80, inGaps: 20);
    }

    [Fact]
    public async Task Several_gaps_over_one_hole_pass()
    {
        Store(0..40, 60..100);
        Gap(39, 50);
        Gap(39, 60);
        await ExpectAsync(ok: true, sent: 100, stored: 80, inGaps: 20);
    }

    [Theory]
    [InlineData(38, 60)]
    [InlineData(39, 61)]
    [InlineData(38, 61)]
    public async Task A_gap_one_frame_wider_on_a_side_passes(int last, int first)
    {
        Store(0..40, 60..100);
        Gap(last, first);
        await ExpectAsync(ok: true, sent: 100, stored: 80, inGaps: 20);
    }

    [Theory]
    [InlineData(37, 60)]
    [InlineData(39, 62)]
    [InlineData(10, 90)]
    public async Task A_gap_two_frames_wider_on_a_side_fails(int last, int first)
    {
        Store(0..40, 60..100);
        Gap(last, first);
        await ExpectAsync(ok: false, sent: 100, stored: 80, inGaps: 20, reason: "wider than the truth");
    }

    [Fact]
    public async Task A_gap_that_covers_a_stored_frame_fails()
    {
        Store(0..40, 50..51, 60..100);
        Gap(39, 60);
        await ExpectAsync(ok: false, sent: 100, stored: 81, inGaps: 19, reason: "covers 1 stored frames in its middle");
    }

    [Fact]
    public async Task A_gap_where_nothing_is_missing_fails()
    {
        Store(0..100);
        Gap(39, 41);
        await ExpectAsync(ok: false, sent: 100, stored: 100, reason: "nothing that is missing");
    }

    [Fact]
    public async Task An_empty_gap_passes()
    {
        Store(0..100);
        Gap(39, 40);
        await ExpectAsync(ok: true, sent: 100, stored: 100);
    }

    [Fact]
    public async Task A_gap_narrower_than_the_hole_fails()
    {
        Store(0..40, 60..100);
        Gap(39, 59);
        await ExpectAsync(ok: false, sent: 100, stored: 80, missing: 1, inGaps: 19);
    }

    [Fact]
    public async Task A_gap_from_before_everything_covers_the_beginning()
    {
        Store(5..100);
        Gap(null, 5);
        await ExpectAsync(ok: true, sent: 100, stored: 95, inGaps: 5);
    }

    [Fact]
    public async Task A_gap_of_one_instrument_covers_only_its_frames()
    {
        Store(0..40, 41..42, 43..44, 45..100);              // trades 40, 42, 44 are lost
        Gap(38, 46, GapCause.Sequence, instrument: 1, TickKind.Trade);
        Assert.Equal(97, _store.Ticks.Count);
        await ExpectAsync(ok: true, sent: 100, stored: 97, inGaps: 3);
    }

    [Fact]
    public async Task A_gap_of_one_instrument_does_not_cover_another()
    {
        Store(0..40, 45..100);
        Gap(38, 46, GapCause.Sequence, instrument: 1, TickKind.Trade);
        await ExpectAsync(ok: false, sent: 100, stored: 95, missing: 2, inGaps: 3);
    }

    [Fact]
    public async Task A_gap_of_one_instrument_that_is_too_wide_fails()
    {
        Store(0..40, 41..100);
        Gap(34, 42, GapCause.Sequence, instrument: 1, TickKind.Trade);
        await ExpectAsync(ok: false, sent: 100, stored: 99, inGaps: 1, reason: "wider than the truth");
    }

    [Fact]
    public async Task A_gap_that_begins_at_the_last_frame_is_ignored()
    {
        Store(0..100);
        _store.Gaps.Add(new Gap(7, GapCause.Closed, At(99), default));
        await ExpectAsync(ok: true, sent: 100, stored: 100);
    }

    [Fact]
    public async Task A_gap_of_unknown_bounds_fails()
    {
        Store(0..100);
        _store.Gaps.Add(new Gap(7, GapCause.Closed, At(40), At(41) with { Identity = 3 }));
        await ExpectAsync(ok: false, sent: 100, stored: 100, reason: "does not know");
    }

    [Fact]
    public async Task A_gap_that_runs_backwards_fails()
    {
        Store(0..100);
        Gap(50, 40);
        await ExpectAsync(ok: false, sent: 100, stored: 100, reason: "backwards");
    }

    [Fact]
    public async Task A_gap_of_an_unknown_stream_fails()
    {
        Store(0..100);
        _store.Gaps.Add(new Gap(8, GapCause.Closed, At(40), At(41)));
        await ExpectAsync(ok: false, sent: 100, stored: 100, reason: "stream 8");
    }

    [Fact]
    public async Task What_passed_while_the_reader_was_away_must_lie_in_a_gap()
    {
        Miss(40..60);
        Store(0..40, 60..100);
        await ExpectAsync(ok: false, sent: 80, stored: 80, missed: 20, reason: "were never sent and lie in no gap");
    }

    [Fact]
    public async Task What_passed_while_the_reader_was_away_passes_inside_a_gap()
    {
        Miss(40..60);
        Store(0..40, 60..100);
        Gap(39, 60);
        await ExpectAsync(ok: true, sent: 80, stored: 80, missed: 20);
    }

    [Fact]
    public async Task A_quote_left_out_on_a_living_connection_cannot_be_known()
    {
        _states[41] = "missed";
        Store(0..41, 42..100);
        await ExpectAsync(ok: true, sent: 99, stored: 99, missed: 1);
    }

    [Fact]
    public async Task A_trade_left_out_on_a_living_connection_must_lie_in_a_gap()
    {
        _states[40] = "missed";
        Store(0..40, 41..100);
        await ExpectAsync(ok: false, sent: 99, stored: 99, missed: 1, reason: "1 trades of");
    }

    [Fact]
    public async Task What_passed_after_the_reader_had_gone_is_nobodys_gap()
    {
        Miss(80..100);
        Store(0..80);
        await ExpectAsync(ok: true, sent: 80, stored: 80, missed: 20);
    }

    [Fact]
    public async Task Faults_on_the_wire_are_not_counted_as_sent()
    {
        _extra.Add(Line(40, "fault", 0));
        _extra.Add("""{"conn":0,"frame":5,"at_ns":1,"state":"fault","seq":5,"symbol":"AAA","kind":"garbage","id":null}""");
        _extra.Add("""{"conn":0,"frame":5,"at_ns":1,"state":"sent","seq":5,"symbol":"AAA","kind":"kline_1m","id":null}""");
        _extra.Add("""{"event":"end","at_ns":1}""");
        Store(0..100);
        await ExpectAsync(ok: true, sent: 100, stored: 100);
    }

    [Fact]
    public async Task A_frame_that_two_connections_carried_counts_once()
    {
        _extra.Add(Line(40, "sent", 1));
        _extra.Add(Line(41, "missed", 1));
        Store(0..100);
        await ExpectAsync(ok: true, sent: 100, stored: 100);
    }

    [Fact]
    public async Task What_another_stream_stored_may_lie_in_a_gap()
    {
        var plan = _store.Streams[0].Desired.Plan with { Key = new StreamKey(GroupKey.Parse("type:swing|ids:1"), 0), Instruments = [_store.Instruments[1]] };
        _store.Streams.Add((8, _store.Streams[0].Desired with { Plan = plan }));
        Store(0..40, 41..42, 43..44, 45..100);
        Gap(39, 45);
        await ExpectAsync(ok: true, sent: 100, stored: 97, inGaps: 3);
    }

    [Fact]
    public async Task The_torn_last_line_of_a_killed_simulator_is_left_out()
    {
        Store(0..100);
        await WriteAsync();
        await File.AppendAllTextAsync(_ledger.Path, "{\"conn\":0,\"fra", Some.Cancellation);
        Assert.True((await SimulatorCheck.RunAsync(_ledger.Path, _store, Some.Cancellation)).Ok);
    }

    [Fact]
    public async Task A_ledger_that_is_none_is_named()
    {
        await File.WriteAllTextAsync(_ledger.Path, "hello\n", Some.Cancellation);
        Assert.Contains("line 1", (await Assert.ThrowsAsync<SimulatorException>(() => SimulatorCheck.RunAsync(_ledger.Path, _store, Some.Cancellation))).Message);
        Assert.Contains("nowhere", (await Assert.ThrowsAsync<SimulatorException>(() => SimulatorCheck.RunAsync("/nowhere", _store, Some.Cancellation))).Message);
    }

    [Fact]
    public void The_verdict_speaks_snake_case() => Assert.Equal(
        """{"ok":true,"sent":1,"stored":2,"missing":3,"duplicated":4,"wrong":5,"in_gaps":6,"missed":7,"reasons":["M&M"]}""",
        new SimulatorVerdict { Ok = true, Sent = 1, Stored = 2, Missing = 3, Duplicated = 4, Wrong = 5, InGaps = 6, Missed = 7, Reasons = ["M&M"] }.ToJson());

    [Fact]
    public async Task A_real_ledger_passes_against_what_its_client_received()
    {
        await using var server = await Some.ServerAsync(Some.Flat(Some.MadeHft, _ledger.Path, "frame=100,do=dup"));
        await using var client = await Client.ConnectAsync(server, "/ws/madeusdt@trade/madeusdt@bookTicker");
        foreach (var frame in (await client.ReceiveAsync(381)).Distinct(StringComparer.Ordinal).Select(frame => JsonElement.Parse(frame))) Store(frame);
        await server.Ended.WaitAsync(Some.Cancellation);
        await server.FlushLedgerAsync();
        _store.Instruments.Add(new Instrument(3, "BINANCE:MADEUSDT"));
        var verdict = await SimulatorCheck.RunAsync(_ledger.Path, _store, Some.Cancellation);
        Assert.Equal("""{"ok":true,"sent":380,"stored":380,"missing":0,"duplicated":0,"wrong":0,"in_gaps":0,"missed":0,"reasons":[]}""", verdict.ToJson());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reader_that_names_the_holes_between_its_connections_passes(bool honest)
    {
        await using var server = await Some.ServerAsync(Some.Flat(Some.MadeHft, _ledger.Path, [.. Enumerable.Range(0, 5).Select(i => $"frame=50,conn={i},do=close:1001")]));
        _store.Instruments.Add(new Instrument(3, "BINANCE:MADEUSDT"));
        _store.Streams.Add((9, _store.Streams[0].Desired with { Plan = _store.Streams[0].Desired.Plan with { Instruments = [_store.Instruments[2]] } }));
        for (var i = 0; i < 6; i++)
        {
            await using var client = await Client.ConnectAsync(server, "/ws");
            var last = _store.Ticks.Count == 0 ? default : _store.Ticks[^1];
            // Before it subscribes, some of the market passes: the gap is there, and so is what it covers.
            while (i > 0 && server.Counters.Missed < 3 * i) await Task.Yield();
            await client.SubscribeAsync("madeusdt@trade", "madeusdt@bookTicker");
            var first = _store.Ticks.Count;
            if (i < 5) (await client.ReadToEndAsync()).Messages.ForEach(frame => Store(JsonElement.Parse(frame)));
            else
            {
                await server.Ended.WaitAsync(Some.Cancellation);
                foreach (var frame in await client.ReceiveAsync((int)server.Counters.Sent - 250)) Store(JsonElement.Parse(frame));
            }

            if (i > 0 && honest) _store.Gaps.Add(new Gap(9, GapCause.Disconnect, Of(last), Of(_store.Ticks[first])));
        }

        await server.FlushLedgerAsync();
        var verdict = await SimulatorCheck.RunAsync(_ledger.Path, _store, Some.Cancellation);
        Assert.Equal((honest, server.Counters.Sent, server.Counters.Sent, 0L, server.Counters.Missed), (verdict.Ok, verdict.Sent, verdict.Stored, verdict.Missing, verdict.Missed));
    }

    private static Position Of(in Tick tick) => new(1, 0, 0, 0, tick.Instrument, tick.Kind, tick.Identity, tick.Received, tick.Time);

    private static bool IsTrade(int place) => place % 2 == 0;

    private static Position At(int place) => new(1, place + 1, 1, place + 1, IsTrade(place) ? 1 : 2, IsTrade(place) ? TickKind.Trade : TickKind.Quote, 1000 + place, Base, Base);

    private static Tick TickAt(int place) => new()
    {
        Instrument = IsTrade(place) ? 1 : 2,
        Kind = IsTrade(place) ? TickKind.Trade : TickKind.Quote,
        Identity = 1000 + place,
        Time = Base + (place * 1000),
        Received = Base + (place * 1000),
        Price = 12051 + (place * 10),
        PriceScale = 4,
        Size = 7,
        Ask = IsTrade(place) ? 0 : 12061 + (place * 10),
        AskScale = (byte)(IsTrade(place) ? 0 : 4),
        AskSize = IsTrade(place) ? 0 : 9,
    };

    private static string Line(int place, string state, int connection)
    {
        var tick = TickAt(place);
        var head = $"{{\"conn\":{(connection < 0 ? "null" : connection)},\"frame\":{place},\"at_ns\":1,\"state\":\"{state}\",\"seq\":{place}";
        return IsTrade(place)
            ? $"{head},\"symbol\":\"AAA\",\"kind\":\"trade\",\"id\":{tick.Identity},\"p\":\"{FixedPoint.Format(tick.Price, 4)}00\",\"q\":\"7.000\",\"T\":{tick.Time / 1000}}}"
            : $"{head},\"symbol\":\"BBB\",\"kind\":\"quote\",\"id\":{tick.Identity},\"b\":\"{FixedPoint.Format(tick.Price, 4)}\",\"B\":\"7.0\",\"a\":\"{FixedPoint.Format(tick.Ask, 4)}\",\"A\":\"9\"}}";
    }

    private void Miss(Range places)
    {
        for (var place = places.Start.Value; place < 100; place++)
        {
            _connections[place] = place < places.End.Value ? -1 : 1;
            if (place < places.End.Value) _states[place] = "missed";
        }
    }

    private void Store(params Range[] ranges)
    {
        foreach (var range in ranges) Store(range, tick => tick);
    }

    private void Store(Range range, Func<Tick, Tick> change)
    {
        for (var place = range.Start.Value; place < range.End.Value; place++)
        {
            _store.Ticks.Add(change(TickAt(place)));
        }
    }

    private void Store(JsonElement frame)
    {
        var trade = frame.TryGetProperty("t", out var id);
        var tick = new Tick { Instrument = 3, Kind = trade ? TickKind.Trade : TickKind.Quote, Identity = (trade ? id : frame.GetProperty("u")).GetInt64(), Time = trade ? frame.GetProperty("T").GetInt64() * 1000 : Base };
        FixedPoint.TryParse(Encoding.UTF8.GetBytes(frame.Text(trade ? "p" : "b")), out tick.Price, out tick.PriceScale);
        FixedPoint.TryParse(Encoding.UTF8.GetBytes(frame.Text(trade ? "q" : "B")), out tick.Size, out tick.SizeScale);
        if (!trade)
        {
            FixedPoint.TryParse(Encoding.UTF8.GetBytes(frame.Text("a")), out tick.Ask, out tick.AskScale);
            FixedPoint.TryParse(Encoding.UTF8.GetBytes(frame.Text("A")), out tick.AskSize, out tick.AskSizeScale);
        }

        _store.Ticks.Add(tick);
    }

    private void Gap(int? last, int first, GapCause cause = GapCause.Closed, int instrument = 0, TickKind kind = TickKind.None) =>
        _store.Gaps.Add(new Gap(7, cause, last is { } place ? At(place) : null, At(first), instrument, kind));

    private Task WriteAsync() => File.WriteAllLinesAsync(_ledger.Path, [.. Enumerable.Range(0, 100).Select(place => Line(place, _states[place], _connections[place])), .. _extra], Some.Cancellation);

    private async Task ExpectAsync(bool ok, long sent = 0, long stored = 0, long missing = 0, long duplicated = 0, long wrong = 0, long inGaps = 0, long missed = 0, string? reason = null)
    {
        await WriteAsync();
        var verdict = await SimulatorCheck.RunAsync(_ledger.Path, _store, Some.Cancellation);
        Assert.Equal((ok, sent, stored, missing, duplicated, wrong, inGaps, missed),
            (verdict.Ok, verdict.Sent, verdict.Stored, verdict.Missing, verdict.Duplicated, verdict.Wrong, verdict.InGaps, verdict.Missed));
        Assert.Equal(ok, verdict.Reasons.Count == 0);
        if (reason is not null) Assert.Contains(verdict.Reasons, text => text.Contains(reason, StringComparison.Ordinal));
    }
}
