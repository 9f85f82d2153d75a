using Microsoft.Extensions.Logging;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Binance spot's public streams: trades (single or aggregate), changes of the best bid and ask, and in full mode the day and five levels of the book; candles where asked. Also the wire of the simulator.</summary>
internal sealed class BinanceFeed : IFeed, IDisposable
{
    /// <summary>The host that serves market data and nothing else.</summary>
    public static readonly SecretUrl DefaultUrl = SecretUrl.Parse("wss://data-stream.binance.vision/stream");

    private const int LongestSymbol = 40;

    /// <summary>Ids of messages go up by so many from one change to the next: one change has fewer messages.</summary>
    private const int MostMessages = 1_000;

    private readonly string _prefix;
    private readonly bool _aggregate;
    private readonly IReadOnlyList<CandleInterval> _candles;
    private readonly int? _levels;
    private readonly VenueLimits _limits;
    private readonly SocketConnector _connector;
    private int _requests;

    public BinanceFeed(string name, string venue, FeedSettings settings, SecretUrl url, TimeProvider time, ILoggerFactory loggers)
    {
        Name = name;
        _prefix = venue + ":";
        _aggregate = settings.AggregateTrades;
        _candles = settings.Candles;
        _levels = settings.DepthLevels;
        _limits = VenueLimits.Load(name);
        _connector = new SocketConnector(settings, url, WithPath, time, loggers.CreateLogger<SocketConnector>());
        Traits = new FeedTraits
        {
            InstrumentsPerSocket = _limits.StreamsPerSocket / (2 + _candles.Count),
            InstrumentsPerSocketInFull = _limits.StreamsPerSocket / (4 + _candles.Count),
            AlwaysExclusive = _candles.Count > 0,            // two nodes would store each state of a candle twice
            Modes = [FeedMode.Ticker, FeedMode.Quote, FeedMode.Full],
            MessagesPerSecond = _limits.MessagesPerSecond - _limits.MessagesKeptForPings,
            Sockets = _limits.Sockets,
            Connects = _limits.Connects,
            PlannedAge = _limits.PlannedAge,
            Simulated = name == "sim",
            Of = kind => kind.IsPrice()
                ? new KindTraits(HasId: true, HasTime: kind is not TickKind.Quote, Consecutive: kind is not TickKind.Quote)
                : new KindTraits(HasId: false, HasTime: false, Consecutive: false),
        };
    }

    public string Name { get; }

    public FeedTraits Traits { get; }

    public string Identify(string symbol)
    {
        var upper = symbol.Trim().ToUpperInvariant();
        if (upper.StartsWith(_prefix, StringComparison.Ordinal)) upper = upper[_prefix.Length..];
        var isSymbol = upper.Length is > 0 and <= LongestSymbol && upper.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '&');
        var example = Traits.Simulated ? "RELIANCE" : "BTCUSDT";
        return isSymbol ? _prefix + upper : throw new FormatException($"a symbol of {Name} is letters and digits, for example {example} or {_prefix}{example}");
    }

    public Task<IFeedConnection> ConnectAsync(StreamPlan plan, CancellationToken cancellationToken) =>
        _connector.ConnectAsync(plan.Key.Number, cancellationToken);

    public IReadOnlyList<ReadOnlyMemory<byte>> Subscriptions(StreamPlan plan) => Of("SUBSCRIBE", plan.Instruments, plan.Mode, 1);

    public ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>?> ChangesAsync(StreamPlan plan, IReadOnlyList<Instrument> added, IReadOnlyList<Instrument> removed, CancellationToken cancellationToken) =>
        new([.. Of("UNSUBSCRIBE", removed, plan.Mode, Interlocked.Add(ref _requests, MostMessages)), .. Of("SUBSCRIBE", added, plan.Mode, Interlocked.Add(ref _requests, MostMessages))]);

    public IFrameParser CreateParser(StreamPlan plan) => new BinanceFrames(new SymbolTable(plan.Instruments), plan.Mode, _aggregate, _candles, _levels is null);

    public IReadOnlyList<ReadOnlyMemory<byte>> Samples(StreamPlan plan, int count, long first) => BinanceSamples.Of(plan.Instruments[0], plan.Mode, _aggregate, count, first);

    public void Dispose() => _connector.Dispose();

    private IReadOnlyList<ReadOnlyMemory<byte>> Of(string method, IReadOnlyList<Instrument> instruments, FeedMode mode, int id) => BinanceSubscriptions.Of(
        method, id, instruments.Select(instrument => instrument.Symbol), mode, _aggregate, _candles, _levels?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "", _limits.ParamsPerMessage);

    /// <summary>The combined stream lies under /stream; an address that says /stream or /ws itself is taken as it is.</summary>
    private static Uri WithPath(Uri url)
    {
        var path = url.AbsolutePath.TrimEnd('/');
        var isWhole = path.EndsWith("/stream", StringComparison.Ordinal) || path.EndsWith("/ws", StringComparison.Ordinal);
        return isWhole ? url : new UriBuilder(url) { Path = path + "/stream" }.Uri;
    }
}
