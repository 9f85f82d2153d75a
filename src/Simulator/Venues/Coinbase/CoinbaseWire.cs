using System.Text.RegularExpressions;

namespace OrleansTicks.Simulator;

/// <summary>Coinbase Exchange's public feed: JSON both ways, the whole list of subscriptions after each change.</summary>
internal sealed partial class CoinbaseWire(SimulatorOptions options) : IVenueWire
{
    private readonly HashSet<string> _products =
        options.Replay.Count > 0 ? [] : [.. options.Symbols.Count > 0 ? options.Symbols : CryptoSymbols.Make(options.SymbolCount, '-')];

    /// <summary>The venue documents no pings of its own.</summary>
    public WireTimes Times => WireTimes.None;

    public int MessagesPerSecond => 100;

    /// <summary>What is wrong with a symbol of the options; null when it is well.</summary>
    public static string? Problem(string symbol) => Allowed().IsMatch(symbol) ? null : $"symbol '{symbol}' must be a product such as BTC-USD";

    /// <summary>The venue trades this; in a replay, what its recordings hold.</summary>
    public bool Knows(string product) => _products.Contains(product);

    public Topic MakeTopic(string name)
    {
        var at = name.IndexOf('@', StringComparison.Ordinal);
        return name[(at + 1)..] switch
        {
            "matches" => new Topic(name, name[..at], TopicKind.Trade, LedgerWords.Trade),
            "ticker" => new Topic(name, name[..at], TopicKind.Quote, LedgerWords.Quote),
            var channel => new Topic(name, name[..at], TopicKind.Other, channel),
        };
    }

    public Handshake Accept(HttpHead head) =>
        Handshake.Check(head, head.Path == "/" ? null : "the feed is at /") ?? Handshake.Welcome(head, connection => new CoinbaseSession(this, connection));

    public ITickMaker MakeUp(long firstId, Func<string, Topic> topicOf) => new CoinbaseMaker([.. _products], options.Seed, firstId, topicOf);

    public IRecordedWire Recorded(Func<string, Topic> topicOf) => new CoinbaseRecorded(name =>
    {
        var topic = topicOf(name);
        _products.Add(topic.Symbol);                         // recordings are read before the first client is heard
        return topic;
    });

    [GeneratedRegex("^[A-Z0-9]{1,16}-[A-Z0-9]{1,16}$", RegexOptions.None, 1000)]
    private static partial Regex Allowed();
}
