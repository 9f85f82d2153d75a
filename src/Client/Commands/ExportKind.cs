namespace OrleansTicks.Client;

internal enum ExportKind
{
    /// <summary>Trades, aggregate trades and last prices.</summary>
    Trade,

    /// <summary>Changes of the best bid and ask.</summary>
    Quote,
}
