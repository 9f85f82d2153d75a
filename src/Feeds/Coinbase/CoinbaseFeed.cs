using System.Text.Json;
using Microsoft.Extensions.Logging;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Coinbase's public sockets: Exchange by default, Advanced Trade when the address is that of Advanced Trade.</summary>
internal sealed class CoinbaseFeed : IFeed, IDisposable
{
    public static readonly SecretUrl DefaultUrl = SecretUrl.Parse("wss://ws-feed.exchange.coinbase.com");

    private readonly bool _advanced;
    private readonly bool _makerSide;
    private readonly VenueLimits _limits;
    private readonly SocketConnector _connector;

    public CoinbaseFeed(FeedSettings settings, SecretUrl url, TimeProvider time, ILoggerFactory loggers)
    {
        _advanced = url.ToString().Contains("advanced-trade", StringComparison.OrdinalIgnoreCase);
        _makerSide = settings.MakerSide;
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
            // Exchange numbers its tickers by a sequence that other channels share; Advanced Trade does not number them.
            Of = kind => kind is TickKind.Trade ? new KindTraits(HasId: true, HasTime: true, Consecutive: true) : kind is TickKind.Quote ? new KindTraits(HasId: !_advanced, HasTime: !_advanced, Consecutive: false)
                : new KindTraits(HasId: false, HasTime: false, Consecutive: false),
        };
    }

    public string Name => "coinbase";

    public FeedTraits Traits { get; }

    public string Identify(string symbol)
    {
        var upper = symbol.Trim().ToUpperInvariant();
        if (upper.StartsWith("COINBASE:", StringComparison.Ordinal)) upper = upper["COINBASE:".Length..];
        var isProduct = upper.Length <= 40 && upper.Contains('-', StringComparison.Ordinal) && upper[0] != '-' && upper[^1] != '-' && upper.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
        return isProduct ? "COINBASE:" + upper : throw new FormatException("a symbol of coinbase is two currencies with a hyphen between them, for example BTC-USD or COINBASE:ETH-EUR");
    }

    public Task<IFeedConnection> ConnectAsync(StreamPlan plan, CancellationToken cancellationToken) => _connector.ConnectAsync(plan.Key.Number, cancellationToken);

    /// <summary>Heartbeats of Advanced Trade first: a quiet channel alone is ended after a minute.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Subscriptions(StreamPlan plan) =>
    [
        .. _advanced ? (ReadOnlyMemory<byte>[])[Text(new { type = "subscribe", product_ids = Array.Empty<string>(), channel = "heartbeats" })] : [],
        .. Of("subscribe", plan.Instruments, plan.Mode),
    ];

    public ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>?> ChangesAsync(StreamPlan plan, IReadOnlyList<Instrument> added, IReadOnlyList<Instrument> removed, CancellationToken cancellationToken) =>
        new([.. Of("unsubscribe", removed, plan.Mode), .. Of("subscribe", added, plan.Mode)]);

    public IFrameParser CreateParser(StreamPlan plan) => new CoinbaseFrames(new SymbolTable(plan.Instruments), plan.Mode, _makerSide);

    public void Dispose() => _connector.Dispose();

    /// <summary>Asks for the products, or ends them, within the venue's size of a message.</summary>
    private IEnumerable<ReadOnlyMemory<byte>> Of(string type, IEnumerable<Instrument> instruments, FeedMode mode)
    {
        var chunks = instruments.Select(instrument => instrument.Symbol).Chunk(_limits.ParamsPerMessage);
        if (!_advanced)
        {
            string[] channels = mode is FeedMode.Ticker ? ["matches", "heartbeat"] : ["matches", "heartbeat", "ticker"];
            return chunks.Select(products => Text(new { type, product_ids = products, channels }));
        }

        string[] asked = mode is FeedMode.Ticker ? ["market_trades"] : ["market_trades", "ticker"];
        return from products in chunks from channel in asked select Text(new { type, product_ids = products, channel });
    }

    private static ReadOnlyMemory<byte> Text(object message) => JsonSerializer.SerializeToUtf8Bytes(message);
}
