using Microsoft.Extensions.Logging.Abstractions;
using OrleansTicks.Core;

namespace OrleansTicks.Core.Tests.Symbols;

/// <summary>One symbol that two streams carry is stored once; the spare covers when the first falls silent.</summary>
public sealed class SharedSymbolTests : IAsyncDisposable
{
    private const long Second = 1_000_000, Origin = 1_800_000_000_000_000;
    private static readonly KindTraits Nothing = new(HasId: false, HasTime: false, Consecutive: false);
    private static readonly Ownership Swing = new(1, 11, TickIdentity.EpochOrigin + 5, null), Longterm = new(2, 12, TickIdentity.EpochOrigin + 3, null);

    private readonly FakeStore _store = new();
    private readonly TickWriter _writer;
    private readonly LocalSymbols _symbols;
    private readonly Dictionary<int, long> _n = [];

    public SharedSymbolTests()
    {
        _writer = new TickWriter(new Spool(new ForgetfulFiles(), _store.Info.Id, new SpoolOptions { Directory = "-" }), _store, new WriterOptions(), TimeProvider.System, NullLogger<TickWriter>.Instance);
        _symbols = new LocalSymbols(_writer, _store, TimeSpan.FromSeconds(1), TimeProvider.System);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    /// <summary>One tick of the shared symbol by a stream, received so many seconds after the beginning.</summary>
    private async Task<Acceptance> Tick(Ownership owner, double at, long? id = null)
    {
        var n = _n[owner.Stream] = _n.GetValueOrDefault(owner.Stream) + 1;
        var received = Origin + (long)(at * Second);
        var tick = Some.Trade(id ?? TickIdentity.Of(owner.Epoch, n)) with { Received = received, Time = received };
        var position = new Position(owner.Lease, n, 0, n - 1, 1, TickKind.Trade, tick.Identity, received, received);
        var handover = new Handover { Owner = owner, Traits = _ => id is null ? Nothing : Some.WithIdAndTime, First = position, Last = position };
        handover.Ticks.Add() = tick;
        if (id is null) handover.Places.Add(new Place(0, n - 1));
        return await _symbols.AcceptAsync(handover);
    }

    [Fact]
    public async Task With_ids_the_union_is_stored_once()
    {
        await _writer.StartAsync(Cancellation);
        foreach (var id in new[] { 1, 2, 3, 5 }) await Tick(Swing, id, id);
        foreach (var id in new[] { 2, 3, 4, 5, 6 }) await Tick(Longterm, id, id);
        await _writer.WhenCommittedAsync(Cancellation);
        Assert.Equal([1, 2, 3, 4, 5, 6], _store.Ticks.Select(tick => tick.Identity).Order());
    }

    [Fact]
    public async Task Without_ids_the_stream_that_came_first_is_taken_and_the_other_counted()
    {
        await _writer.StartAsync(Cancellation);
        for (var i = 0; i < 30; i++)
        {
            Assert.Equal(new Acceptance(1, 0), await Tick(Swing, i));
            Assert.Equal(new Acceptance(0, 0, 1), await Tick(Longterm, i + 0.1));
        }

        await _writer.WhenCommittedAsync(Cancellation);
        Assert.Equal(30, _store.Ticks.Count);
        Assert.Empty(_store.Gaps);
    }

    [Fact]
    public async Task The_spare_covers_when_the_first_falls_silent_with_an_exact_gap_and_stays()
    {
        await _writer.StartAsync(Cancellation);
        for (var i = 0; i < 30; i++)
        {
            await Tick(Swing, i);
            await Tick(Longterm, i + 0.1);
        }

        // Quiet time 1 s: three of them after the last tick of the first, at 29 s, the spare takes over.
        Assert.Equal(1, (await Tick(Longterm, 31.9)).Spare);
        Assert.Equal(1, (await Tick(Longterm, 32.1)).Accepted);
        Assert.Equal(1, (await Tick(Swing, 32.2)).Spare);
        Assert.Equal(1, (await Tick(Longterm, 33)).Accepted);
        await _writer.WhenCommittedAsync(Cancellation);
        Assert.Equal(32, _store.Ticks.Count);
        var gap = Assert.Single(_store.Gaps);
        Assert.Equal((GapCause.Stall, Longterm.Stream, 1), (gap.Cause, gap.Stream, gap.Instrument));
        Assert.Equal((Swing.Lease, 30L, Origin + (29 * Second)), (gap.Last!.Value.Lease, gap.Last.Value.N, gap.Last.Value.Received));
        Assert.Equal((Longterm.Lease, 32L, Origin + (long)(32.1 * Second)), (gap.First.Lease, gap.First.N, gap.First.Received));
    }

    [Fact]
    public async Task Before_its_quiet_time_is_learned_the_first_has_a_minute()
    {
        await _writer.StartAsync(Cancellation);
        await Tick(Swing, 0);
        Assert.Equal(1, (await Tick(Longterm, 59)).Spare);
        Assert.Equal(1, (await Tick(Longterm, 61)).Accepted);
    }

    [Fact]
    public async Task A_new_ownership_of_the_same_stream_goes_on_whatever_its_numbers_are()
    {
        await _writer.StartAsync(Cancellation);
        await Tick(Swing, 0);
        var older = Swing with { Lease = 13, Epoch = Swing.Epoch - 2 };
        _n[Swing.Stream] = 0;
        Assert.Equal(1, (await Tick(older, 1)).Accepted);
    }

    [Fact]
    public async Task What_another_stream_loads_does_not_shut_the_primary_out()
    {
        await _writer.StartAsync(Cancellation);
        await Tick(Longterm, 0);
        // Its epoch is older than that of the row which the store calls newest.
        _symbols.Load([new BookMark(1, TickKind.Trade, TickIdentity.Of(Swing.Epoch, 1_000), Origin)]);
        Assert.Equal(1, (await Tick(Longterm, 1)).Accepted);
    }

    [Fact]
    public async Task Sources_change_places_as_often_as_they_fall_silent()
    {
        await _writer.StartAsync(Cancellation);
        for (var i = 0; i < 30; i++) await Tick(Swing, i);
        foreach (var at in new[] { 30.1, 31.1 }) Assert.Equal(1, (await Tick(Longterm, at)).Spare);
        Assert.Equal(1, (await Tick(Longterm, 32.1)).Accepted);
        foreach (var at in new[] { 33.1, 34.1, 35.0 }) Assert.Equal(1, (await Tick(Swing, at)).Spare);
        Assert.Equal(1, (await Tick(Swing, 35.2)).Accepted);   // three seconds again: how quiet the symbol is stays known
        var restarted = Longterm with { Lease = 14, Epoch = Longterm.Epoch + 1 };
        _n[Longterm.Stream] = 0;
        foreach (var at in new[] { 36.2, 37.2, 38.1 }) Assert.Equal(1, (await Tick(restarted, at)).Spare);
        Assert.Equal(1, (await Tick(restarted, 38.3)).Accepted);
        await _writer.WhenCommittedAsync(Cancellation);
        Assert.Equal([(11, 12), (12, 11), (11, 14)], _store.Gaps.Select(gap => (gap.Last!.Value.Lease, gap.First.Lease)));
        Assert.Equal(33, _store.Ticks.Count);
    }

    [Fact]
    public async Task The_bounds_are_exact_in_the_middle_of_handovers()
    {
        await _writer.StartAsync(Cancellation);
        // Frame 0 holds two ticks, another symbol's frames lie between, and a connection ended among them.
        await _symbols.AcceptAsync(Many(Swing, (1, 0, 0, 0), (1, 0, 0, 0), (2, 0, 1, 1), (1, 1, 0, 5), (2, 1, 1, 6)));
        await _symbols.AcceptAsync(Many(Longterm, (2, 2, 7, 64), (1, 2, 8, 65), (1, 2, 8, 66), (1, 2, 9, 70), (2, 2, 10, 71)));
        await _writer.WhenCommittedAsync(Cancellation);
        var gap = Assert.Single(_store.Gaps, gap => gap.Instrument == 1);
        Assert.Equal((11, 4L, 1, 0L), (gap.Last!.Value.Lease, gap.Last.Value.N, gap.Last.Value.Connection, gap.Last.Value.Frame));
        Assert.Equal((12, 3L, 2, 8L), (gap.First.Lease, gap.First.N, gap.First.Connection, gap.First.Frame));
        Assert.Contains(_store.Ticks, tick => tick.Identity == gap.First.Identity && tick.Received == gap.First.Received);
        Assert.Contains(_store.Ticks, tick => tick.Identity == gap.Last.Value.Identity && tick.Received == gap.Last.Value.Received);
    }

    /// <summary>Ticks of one handover, each with its symbol, connection, frame and second.</summary>
    private static Handover Many(Ownership owner, params (int Instrument, int Connection, long Frame, long At)[] ticks)
    {
        var handover = new Handover { Owner = owner, Traits = _ => Nothing };
        foreach (var (instrument, connection, frame, at) in ticks)
        {
            var n = handover.Ticks.Count + 1;
            var tick = Some.Trade(TickIdentity.Of(owner.Epoch, n), instrument) with { Received = Origin + (at * Second), Time = Origin + (at * Second) };
            handover.Ticks.Add() = tick;
            handover.Places.Add(new Place(connection, frame));
            handover.Last = new Position(owner.Lease, n, connection, frame, instrument, tick.Kind, tick.Identity, tick.Received, tick.Time);
            if (n == 1) handover.First = handover.Last;
        }

        return handover;
    }

    [Fact]
    public async Task What_comes_again_is_a_duplicate_and_moves_nothing()
    {
        await _writer.StartAsync(Cancellation);
        for (var i = 0; i < 30; i++) await Tick(Swing, i);
        _n[Swing.Stream] = 4;
        Assert.Equal(1, (await Tick(Swing, 4)).Duplicate);
        Assert.Equal(1, (await Tick(Longterm, 31)).Spare);
        Assert.Equal(1, (await Tick(Longterm, 33)).Accepted);
        await _writer.WhenCommittedAsync(Cancellation);
        Assert.Equal(30, Assert.Single(_store.Gaps).Last!.Value.N);
    }

    [Fact]
    public async Task One_burst_teaches_nothing_about_pauses()
    {
        await _writer.StartAsync(Cancellation);
        for (var i = 0; i < 30; i++) await Tick(Swing, 0);
        Assert.Equal(1, (await Tick(Longterm, 59)).Spare);
    }

    [Fact]
    public async Task A_night_does_not_make_the_spare_wait_for_days()
    {
        await _writer.StartAsync(Cancellation);
        for (var i = 0; i < 30; i++) await Tick(Swing, i);
        await Tick(Swing, 50_000);
        Assert.Equal(1, (await Tick(Longterm, 50_008)).Spare);
        Assert.Equal(1, (await Tick(Longterm, 50_010)).Accepted);
    }

    [Fact]
    public async Task A_symbol_that_is_quiet_by_nature_is_learned_whoever_comes_first()
    {
        await _writer.StartAsync(Cancellation);
        for (var i = 0; i < 200; i++)
        {
            var (one, other) = i % 2 == 0 ? (Swing, Longterm) : (Longterm, Swing);
            Assert.Equal(1, (await Tick(one, i * 600)).Accepted + (await Tick(other, (i * 600) + 0.1)).Accepted);   // each event once
        }

        await _writer.WhenCommittedAsync(Cancellation);
        Assert.InRange(_store.Gaps.Count, 1, 30);   // then it is learned
        Assert.Equal(200, _store.Ticks.Count);
    }

    [Fact]
    public async Task The_newest_price_is_of_the_ownership_that_brought_it()
    {
        await _writer.StartAsync(Cancellation);
        await Tick(Swing, 0);
        await Tick(Longterm, 61);
        Assert.True(await _writer.DrainAsync(TimeSpan.FromSeconds(10), TimeProvider.System));
        Assert.Equal((12, Origin + (61 * Second)), (_store.Latest[^1].Lease, _store.Latest[^1].Tick.Received));
    }
}
