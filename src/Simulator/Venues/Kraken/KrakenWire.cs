using System.Text.RegularExpressions;

namespace OrleansTicks.Simulator;

/// <summary>Kraken's public feed, version 2: JSON both ways with numbers as numbers, an answer for each symbol, books with checksums.</summary>
internal sealed partial class KrakenWire(SimulatorOptions options) : IVenueWire
{
    private readonly HashSet<string> _symbols =
        options.Replay.Count > 0 ? [] : [.. options.Symbols.Count > 0 ? options.Symbols : CryptoSymbols.Make(options.SymbolCount, '/')];

    /// <summary>The venue documents no pings of its own; clients may ask with <c>ping</c>.</summary>
    public WireTimes Times => WireTimes.None;

    /// <summary>What is wrong with a symbol of the options; null when it is well.</summary>
    public static string? Problem(string symbol) => Allowed().IsMatch(symbol) ? null : $"symbol '{symbol}' must be a pair such as BTC/USD";

    /// <summary>The venue trades this; in a replay, what its recordings hold.</summary>
    public bool Knows(string symbol) => _symbols.Contains(symbol);

    public Topic MakeTopic(string name)
    {
        var at = name.IndexOf('@', StringComparison.Ordinal);
        var channel = name[(at + 1)..];
        return channel == "trade"
            ? new Topic(name, name[..at], TopicKind.Trade, LedgerWords.Trade)
            : new Topic(name, name[..at], TopicKind.Other, channel);
    }

    public Handshake Accept(HttpHead head) =>
        Handshake.Check(head, head.Path is "/" or "/v2" ? null : "the feed is at /v2") ?? Handshake.Welcome(head, connection => new KrakenSession(this, connection));

    public ITickMaker MakeUp(long firstId, Func<string, Topic> topicOf) => new KrakenMaker([.. _symbols], options.Seed, firstId, topicOf);

    public IRecordedWire Recorded(Func<string, Topic> topicOf) => new KrakenRecorded(name =>
    {
        var topic = topicOf(name);
        _symbols.Add(topic.Symbol);                          // recordings are read before the first client is heard
        return topic;
    });

    [GeneratedRegex("^[A-Z0-9.]{1,16}/[A-Z0-9.]{1,16}$", RegexOptions.None, 1000)]
    private static partial Regex Allowed();
}
