namespace OrleansTicks.Simulator;

/// <summary>One stream by its name, <c>btcusdt@trade</c>, and who listens. Changed under the hub's lock only.</summary>
/// <param name="name">What clients and ledger call it.</param>
/// <param name="symbol">As the ledger says it; upper case.</param>
/// <param name="kind">What the check makes of its frames.</param>
/// <param name="kindWord">The kind as the ledger says it.</param>
internal sealed class Topic(string name, string symbol, TopicKind kind, string kindWord)
{
    public string Name => name;

    public string Symbol => symbol;

    public TopicKind Kind => kind;

    public string KindWord => kindWord;

    public List<Connection> Subscribers { get; } = [];

    /// <summary>Somebody subscribed and did not take it back: what passes while nobody listens is missed.</summary>
    public bool Wanted { get; set; }

    /// <summary>Somebody listens who is not muted.</summary>
    public bool HasReader => Subscribers.Exists(subscriber => !subscriber.Muted);
}
