namespace OrleansTicks.Simulator;

/// <summary>One stream by its name, <c>btcusdt@trade</c>, and who listens. Changed under the hub's lock only.</summary>
internal sealed class Topic
{
    public Topic(string name)
    {
        Name = name;
        var at = name.IndexOf('@', StringComparison.Ordinal);
        Symbol = (at < 0 ? name : name[..at]).ToUpperInvariant();
        KindWord = at < 0 ? "" : name[(at + 1)..];
        Kind = KindWord switch
        {
            LedgerWords.Trade => TopicKind.Trade,
            LedgerWords.AggregateTrade => TopicKind.AggregateTrade,
            "bookTicker" => TopicKind.Quote,
            _ => TopicKind.Other,
        };
        if (Kind == TopicKind.Quote) KindWord = LedgerWords.Quote;
    }

    public string Name { get; }

    /// <summary>Upper case, as in payloads.</summary>
    public string Symbol { get; }

    public TopicKind Kind { get; }

    /// <summary>The kind as the ledger says it.</summary>
    public string KindWord { get; }

    public List<Connection> Subscribers { get; } = [];

    /// <summary>Somebody subscribed and did not take it back: what passes while nobody listens is missed.</summary>
    public bool Wanted { get; set; }

    /// <summary>Somebody listens who is not muted.</summary>
    public bool HasReader => Subscribers.Exists(subscriber => !subscriber.Muted);
}
