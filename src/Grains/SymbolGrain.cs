using Orleans;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using OrleansTicks.Core;

namespace OrleansTicks.Grains;

/// <summary>Holds one symbol's book, in the silo of the stream that carries it.</summary>
/// <remarks>Calls interleave, since one that waits for the disk must not hold up the next; the book itself is guarded by the writer's lock.</remarks>
[KeepAlive, Reentrant, PreferLocalPlacement]
public sealed class SymbolGrain(
    SiloParts parts, [PersistentState("symbol", SymbolStateStorage.Name)] IPersistentState<SymbolState> state) : Grain, ISymbolGrain
{
    private SymbolSeat _seat = null!;
    private bool _isFresh;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _seat = new SymbolSeat(SymbolKey.InstrumentOf(this.GetPrimaryKeyString()));
        parts.Symbols.Place(_seat, state.State.Marks);
        _isFresh = true;
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        parts.Symbols.Remove(_seat);
        return Task.CompletedTask;
    }

    public async Task<bool> PrepareAsync(SiloAddress from)
    {
        if (IsElsewhere(from) && !parts.Carried.Has(_seat.Instrument))
        {
            MoveTo(from);
            return false;
        }

        if (!_isFresh)
        {
            // Another silo may have carried it in between.
            await state.ReadStateAsync();
            parts.Symbols.Place(_seat, state.State.Marks);
        }

        _isFresh = false;
        return true;
    }

    public async Task<SliceAnswer> AcceptAsync(Slice slice)
    {
        if (slice.Local is { } local)
        {
            parts.Symbols.Judge(_seat, local);
            await local.Parent.Durable;
            return SliceAnswer.Durable;
        }

        // Only ticks that the store can tell from their copies may be judged in one silo and stored by another.
        if (!slice.IsNumbered || !parts.Carried.Has(_seat.Instrument))
        {
            MoveTo(slice.From);
            return SliceAnswer.Moving;
        }

        return new SliceAnswer(SliceOutcome.Previewed, Array.ConvertAll(parts.Symbols.Preview(_seat, Ticks(slice), parts.Feed.Traits.Of), verdict => (byte)verdict));
    }

    public Task ConfirmAsync(Slice slice)
    {
        parts.Symbols.Confirm(_seat, Ticks(slice), parts.Feed.Traits.Of);
        return Task.CompletedTask;
    }

    public Task LeaveAsync()
    {
        if (!parts.Carried.Has(_seat.Instrument)) DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private bool IsElsewhere(SiloAddress silo) => !silo.Equals(GrainContext.Address.SiloAddress);

    private void MoveTo(SiloAddress silo)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
        this.MigrateOnIdle();
    }

    private static Tick[] Ticks(Slice slice) => Array.ConvertAll(slice.Ticks, tick => tick.ToTick());
}
