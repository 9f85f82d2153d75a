namespace OrleansTicks.Client;

internal enum TradeKind
{
    /// <summary>Every trade.</summary>
    Single,

    /// <summary>Fills of one order at one price as one.</summary>
    Aggregate,
}
