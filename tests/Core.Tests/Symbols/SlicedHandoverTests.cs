using Microsoft.Extensions.Logging.Abstractions;
using OrleansTicks.Testing;

namespace OrleansTicks.Core.Tests.Symbols;

/// <summary>A handover judged slice by slice, as the cluster does it, comes to the same as one judged at once, and enters the writer in one piece.</summary>
public sealed class SlicedHandoverTests : IAsyncDisposable
{
    private static readonly KindTraits Numbered = new(HasId: true, HasTime: true, Consecutive: true);
    private static readonly Ownership Owner = new(1, 11, TickIdentity.EpochOrigin + 5, null);

    private readonly FakeStore _store = new();
    private readonly TickWriter _writer;
    private readonly LocalSymbols _symbols;
    private readonly SymbolSeat _a = new(1), _b = new(2);

    public SlicedHandoverTests()
    {
        _writer = new TickWriter(new Spool(new ForgetfulFiles(), _store.Info.Id, new SpoolOptions { Directory = "-" }), _store, new WriterOptions(), TimeProvider.System, NullLogger<TickWriter>.Instance);
        _symbols = new LocalSymbols(_writer, _store, TimeSpan.FromSeconds(1), TimeProvider.System);
        _symbols.Place(_a, []);
        _symbols.Place(_b, []);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private static Handover Of(params (int Instrument, long Id)[] ticks)
    {
        var handover = new Handover { Owner = Owner, Traits = _ => Numbered };
        foreach (var (instrument, id) in ticks)
        {
            ref var tick = ref handover.Ticks.Add();
            (tick.Instrument, tick.Identity, tick.Time, tick.Received, tick.Kind, tick.Price) = (instrument, id, 1_700_000_000_000_000 + id, 1_700_000_000_000_000 + id, TickKind.Trade, 100);
        }

        (handover.First, handover.Last) = (At(1, ticks[0]), At(ticks.Length, ticks[^1]));
        return handover;

        static Position At(long n, (int Instrument, long Id) tick) => new(Owner.Lease, n, 0, n, tick.Instrument, TickKind.Trade, tick.Id, 0, 0);
    }

    [Fact]
    public void Each_symbol_has_its_ticks_in_order()
    {
        var sliced = new SlicedHandover(Of((1, 1), (2, 1), (1, 2), (1, 3), (2, 2)));
        Assert.Equal([(1, 3), (2, 2)], sliced.Slices.Select(slice => (slice.Instrument, slice.Count)));
        Assert.Equal([1L, 2, 3], sliced.Slices[0].CopyTicks().Select(tick => tick.Identity));
        Assert.Equal([1L, 2], sliced.Slices[1].CopyTicks().Select(tick => tick.Identity));
        Assert.All(sliced.Slices, slice => Assert.True(slice.IsNumbered));
    }

    [Fact]
    public async Task Nothing_enters_before_all_slices_are_judged_and_then_all_does()
    {
        await _writer.StartAsync(Cancellation);
        var sliced = new SlicedHandover(Of((1, 1), (2, 1), (1, 1), (2, 2)));
        _symbols.Judge(_a, sliced.Slices[0]);
        Assert.False(sliced.Judged.IsCompleted);
        _symbols.Judge(_a, sliced.Slices[0]);                          // sent twice: its own ticks are no copies
        Assert.False(sliced.Judged.IsCompleted);
        _symbols.Judge(_b, sliced.Slices[1]);
        await sliced.Judged.WaitAsync(Cancellation);
        Assert.Equal(new Acceptance(3, 1), await _symbols.EnterAsync(sliced));
        await _writer.WhenCommittedAsync(Cancellation);
        Assert.Equal([(1, 1L), (2, 1), (2, 2)], _store.Ticks.Select(tick => (tick.Instrument, tick.Identity)));
    }

    [Fact]
    public async Task What_a_book_elsewhere_says_is_taken_over_and_known_there_only_once_it_is_confirmed()
    {
        await _writer.StartAsync(Cancellation);
        var known = new SlicedHandover(Of((1, 5)));
        _symbols.Judge(_a, known.Slices[0]);
        await _symbols.EnterAsync(known);

        var sliced = new SlicedHandover(Of((1, 5), (1, 6)));
        var slice = sliced.Slices[0];
        var ticks = slice.CopyTicks();
        var verdicts = _symbols.Preview(_a, ticks, _ => Numbered);
        Assert.Equal([BookVerdict.Duplicate, BookVerdict.New], verdicts);
        Assert.Equal(verdicts, _symbols.Preview(_a, ticks, _ => Numbered));     // it remembers nothing
        slice.TakeOver(verdicts);
        Assert.Equal(new Acceptance(1, 1), await _symbols.EnterAsync(sliced));
        _symbols.Confirm(_a, ticks, _ => Numbered);
        Assert.Equal([BookVerdict.Duplicate, BookVerdict.Duplicate], _symbols.Preview(_a, ticks, _ => Numbered));
    }
}
