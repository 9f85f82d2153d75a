using Orleans;
using Orleans.Runtime;
using OrleansTicks.Core;

namespace OrleansTicks.Grains;

/// <summary>The ticks of one symbol in a handover, on their way to the symbol's grain.</summary>
/// <remarks>
/// Within a silo the object itself arrives, and nothing is copied; its ticks are written out only when the grain lives elsewhere, once: what it stands for is used
/// for other ticks as soon as it is durable.
/// </remarks>
[GenerateSerializer, Immutable, Alias("ticks.slice")]
public sealed class Slice
{
    [NonSerialized]
    private readonly SymbolSlice? _local;
    [NonSerialized]
    private SliceTick[]? _ticks;
    [NonSerialized]
    private bool? _isNumbered;

    /// <param name="local">What it stands for.</param>
    /// <param name="from">The silo that received it.</param>
    public Slice(SymbolSlice local, SiloAddress from) => (_local, From) = (local, from);

    /// <summary>For who reads it off the wire.</summary>
    public Slice() => From = null!;

    /// <summary>Null where it came from another silo.</summary>
    public SymbolSlice? Local => _local;

    [Id(0)]
    public SliceTick[] Ticks
    {
        get => _ticks ??= _local is null ? [] : [.. _local.CopyTicks().Select(SliceTick.Of)];
        set => _ticks = value;
    }

    [Id(2)]
    public SiloAddress From { get; set; }

    /// <summary>All of them can be told from their copies by the store's key alone.</summary>
    [Id(1)]
    public bool IsNumbered
    {
        get => _isNumbered ??= _local is { IsNumbered: true };
        set => _isNumbered = value;
    }
}
