namespace OrleansTicks.Simulator;

/// <summary>Binance spot: streams in the path or by message, JSON text both ways, a ping every 20 s.</summary>
internal sealed class BinanceWire(SimulatorOptions options) : IVenueWire
{
    private const int MaxStreams = 1024;

    public WireTimes Times { get; } = new(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(60), AnyWord: false, TimeSpan.FromHours(24));

    public int MessagesPerSecond => 5;

    public int MaxTopics => MaxStreams;

    public Topic MakeTopic(string name)
    {
        var at = name.IndexOf('@', StringComparison.Ordinal);
        var word = at < 0 ? "" : name[(at + 1)..];
        var kind = word switch
        {
            LedgerWords.Trade => TopicKind.Trade,
            LedgerWords.AggregateTrade => TopicKind.AggregateTrade,
            "bookTicker" => TopicKind.Quote,
            _ => TopicKind.Other,
        };
        return new Topic(name, (at < 0 ? name : name[..at]).ToUpperInvariant(), kind, kind == TopicKind.Quote ? LedgerWords.Quote : word);
    }

    public Handshake Accept(HttpHead head)
    {
        var known = head.Path is "/ws" or "/stream" || head.Path.StartsWith("/ws/", StringComparison.Ordinal);
        if (Handshake.Check(head, known ? null : "streams are at /ws/<stream> and /stream?streams=<stream>/<stream>") is { } refusal) return refusal;
        if (head.Query.Contains("timeUnit=MICROSECOND", StringComparison.OrdinalIgnoreCase))
            return Handshake.Refuse(400, head.Path, "timeUnit=MICROSECOND is not simulated; times are in milliseconds");
        var combined = head.Path == "/stream";
        var names = combined ? StreamsOf(head.Query) : head.Path["/ws".Length..];
        var streams = names.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).Distinct(StringComparer.Ordinal).ToList();
        return streams.Count > MaxStreams
            ? Handshake.Refuse(400, head.Path, $"{streams.Count} streams; a connection carries at most {MaxStreams}")
            : Handshake.Welcome(head, connection => new BinanceSession(connection, combined, streams), $",\"combined\":{(combined ? "true" : "false")}");
    }

    public ITickMaker MakeUp(long firstId, Func<string, Topic> topicOf) =>
        new BinanceMaker(options.Symbols.Count > 0 ? options.Symbols : SimSymbols.Make(options.SymbolCount, options.Seed), options.Seed, firstId, topicOf);

    public IRecordedWire Recorded(Func<string, Topic> topicOf) => new BinanceRecorded(topicOf);

    /// <summary>All behind <c>streams=</c>: symbols may hold an ampersand (<c>M&amp;M</c>), which clients do not always escape.</summary>
    private static string StreamsOf(string query)
    {
        var start = query.IndexOf("streams=", StringComparison.Ordinal);
        if (start < 0) return "";
        var names = query[(start + "streams=".Length)..];
        var unit = names.IndexOf("&timeUnit=", StringComparison.OrdinalIgnoreCase);
        return unit < 0 ? names : names[..unit];
    }
}
