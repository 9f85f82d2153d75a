namespace OrleansTicks.Core;

/// <summary>What an instrument is.</summary>
[SnakeWords]
public enum InstrumentKind
{
    /// <summary>The name alone does not say.</summary>
    Unknown,
    Equity,
    Index,
    Future,
    Option,
    CurrencyFuture,
    CurrencyOption,

    /// <summary>Two currencies exchanged at once, as crypto venues trade them.</summary>
    Spot,
}
