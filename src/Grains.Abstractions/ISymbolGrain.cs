using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace OrleansTicks.Grains;

/// <summary>The one place in the cluster that knows a symbol: order, duplicates, which source counts. Its key is made by <see cref="SymbolKey"/>.</summary>
[Alias("ticks.symbol")]
public interface ISymbolGrain : IGrainWithStringKey
{
    /// <summary>Makes the book ready, with what the store holds by now.</summary>
    /// <param name="from">The silo whose stream carries the symbol.</param>
    /// <returns>False: the grain moves to that silo, ask again.</returns>
    [Alias("prepare")]
    Task<bool> PrepareAsync(SiloAddress from);

    /// <summary>Judges a slice. Of its own silo it returns when all of the handover that the slice is part of lies in the silo's spool; to others it only says what the book would say.</summary>
    [Alias("accept")]
    Task<SliceAnswer> AcceptAsync(Slice slice);

    /// <summary>What another silo asked about lies in its spool: copies of it are known from now on.</summary>
    [Alias("confirm"), OneWay]
    Task ConfirmAsync(Slice slice);

    /// <summary>No stream of this silo carries the symbol any more: it may live elsewhere.</summary>
    [Alias("leave")]
    Task LeaveAsync();
}
