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
        _symbols = new LocalSymbols(_writer, TimeSpan.FromSeconds(1), TimeProvider.System);
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
}
