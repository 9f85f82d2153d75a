using Microsoft.Extensions.Logging;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Kraken's public spot socket, version 2.</summary>
internal sealed class KrakenFeed : IFeed, IDisposable
{
    public static readonly SecretUrl DefaultUrl = SecretUrl.Parse("wss://ws.kraken.com/v2");

    /// <summary>Our number for <c>Exceeded msg rate</c>: the venue gives none.</summary>
    public const int TooManyMessages = 1;

    /// <summary>Levels of the book in full mode; the venue offers 10, 25, 100, 500 and 1000.</summary>
    public const int Depth = 10;

    private readonly VenueLimits _limits;
    private readonly SocketConnector _connector;

    public KrakenFeed(FeedSettings settings, SecretUrl url, TimeProvider time, ILoggerFactory loggers)
    {
        _limits = VenueLimits.Load(Name);
        _connector = new SocketConnector(settings, url, static url => url, time, loggers.CreateLogger<SocketConnector>());
        Traits = new FeedTraits
        {
            InstrumentsPerSocket = _limits.StreamsPerSocket,
            MessagesPerSecond = _limits.MessagesPerSecond - _limits.MessagesKeptForPings,
            Sockets = _limits.Sockets,
            Connects = _limits.Connects,
            PlannedAge = _limits.PlannedAge,
            Unverified = true,
            Modes = [FeedMode.Ticker, FeedMode.Quote, FeedMode.Full],
            Of = kind => kind is TickKind.Trade ? new KindTraits(HasId: true, HasTime: true, Consecutive: true) : new KindTraits(HasId: false, HasTime: false, Consecutive: false),
        };
    }

    public string Name => "kraken";

    public FeedTraits Traits { get; }

    /// <summary>Without a subscription a quiet connection is dropped after about a minute.</summary>
    public KeepAlive? KeepAlive { get; } = new(KrakenRequests.Ping(), TimeSpan.FromSeconds(30));

    public string Identify(string symbol)
    {
        var upper = symbol.Trim().ToUpperInvariant();
        if (upper.StartsWith("KRAKEN:", StringComparison.Ordinal)) upper = upper["KRAKEN:".Length..];
        var parts = upper.Split('/');
        var isPair = upper.Length <= 40 && parts.Length == 2 && parts.All(part => part.Length > 0 && part.All(c => char.IsAsciiLetterOrDigit(c) || c == '.'));
        return isPair ? "KRAKEN:" + upper : throw new FormatException("a symbol of kraken is two currencies with a slash between them, for example BTC/USD or KRAKEN:ETH/EUR");
    }

    public Task<IFeedConnection> ConnectAsync(StreamPlan plan, CancellationToken cancellationToken) => _connector.ConnectAsync(plan.Key.Number, cancellationToken);

    public IReadOnlyList<ReadOnlyMemory<byte>> Subscriptions(StreamPlan plan) => [.. Of("subscribe", plan.Instruments, plan.Mode)];

    public ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>?> ChangesAsync(StreamPlan plan, IReadOnlyList<Instrument> added, IReadOnlyList<Instrument> removed, CancellationToken cancellationToken) =>
        new([.. Of("unsubscribe", removed, plan.Mode), .. Of("subscribe", added, plan.Mode)]);

    public IFrameParser CreateParser(StreamPlan plan) => new KrakenFrames(new SymbolTable(plan.Instruments), plan.Mode, Depth);

    private IEnumerable<ReadOnlyMemory<byte>> Of(string method, IReadOnlyList<Instrument> instruments, FeedMode mode) =>
        from channel in ChannelsOf(mode)
        from symbols in instruments.Select(instrument => instrument.Symbol).Chunk(_limits.ParamsPerMessage)
        select KrakenRequests.Of(method, channel, symbols, Depth);

    public string Explain(int code) => code == TooManyMessages ? "too many messages" : $"code {code}";

    public void Dispose() => _connector.Dispose();

    /// <summary>In full mode the best bid and ask come out of the book, and tickers bring the day.</summary>
    private static string[] ChannelsOf(FeedMode mode) => mode switch { FeedMode.Ticker => ["trade"], FeedMode.Quote => ["trade", "ticker"], _ => ["trade", "book", "ticker"] };
}
