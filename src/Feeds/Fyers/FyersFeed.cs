using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Fyers' data socket, version 3. Built from documents: nobody here has seen it live (docs/feeds/fyers.md).</summary>
internal sealed class FyersFeed : IFeed, IDisposable
{
    public static readonly SecretUrl DefaultUrl = SecretUrl.Parse("wss://socket.fyers.in/hsm/v1-5/prod");

    private const string Source = "OrleansTicks";
    private static readonly Uri DefaultLookUp = new("https://api-t1.fyers.in/data/symbol-token");

    private readonly FeedSettings _settings;
    private readonly VenueLimits _limits;
    private readonly TokenGate _tokens;
    private readonly SocketConnector _connector;
    private readonly FyersLookUp _lookUp;
    private volatile string _key = "";
    private volatile string _token = "";

    public FyersFeed(FeedSettings settings, SecretUrl url, TimeProvider time, ILoggerFactory loggers)
    {
        _settings = settings;
        _limits = VenueLimits.Load(Name);
        _tokens = new TokenGate(settings, Name);
        _connector = new SocketConnector(settings, url, static url => url, time, loggers.CreateLogger<SocketConnector>(), WebSocketMessageType.Binary);
        _lookUp = new FyersLookUp(settings.LookUp ?? DefaultLookUp);
        Traits = new FeedTraits
        {
            InstrumentsPerSocket = _limits.StreamsPerSocket,
            MessagesPerSecond = _limits.MessagesPerSecond - _limits.MessagesKeptForPings,
            Sockets = _limits.Sockets,
            Connects = _limits.Connects,
            PlannedAge = _limits.PlannedAge,
            LoginFirst = true,
            Unverified = true,
            AlwaysExclusive = true,
            Hours = settings.Hours,
            Modes = [FeedMode.Ticker, FeedMode.Quote, FeedMode.Full],
            Of = kind => new KindTraits(HasId: kind is TickKind.Trade, HasTime: kind is TickKind.Trade, Consecutive: false),
        };
    }

    public string Name => "fyers";

    public FeedTraits Traits { get; }

    public KeepAlive? KeepAlive { get; } = new(FyersRequests.Ping(), TimeSpan.FromSeconds(10));

    public string Identify(string symbol)
    {
        var upper = symbol.Trim().ToUpperInvariant();
        if (_settings.FindOne(upper) is { } listed) return listed;
        var colon = upper.IndexOf(':', StringComparison.Ordinal);
        var isSymbol = upper.Length <= 60 && upper[..Math.Max(0, colon)] is "NSE" or "BSE" or "MCX" && upper.Length > colon + 1
            && upper.AsSpan(colon + 1).IndexOfAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789&-._") < 0;
        return isSymbol ? upper : throw new FormatException("a symbol of fyers is NSE:, BSE: or MCX: and the venue's name, for example NSE:SBIN-EQ, NSE:NIFTY50-INDEX or NSE:RELIANCE25JULFUT");
    }

    public async Task<IFeedConnection> ConnectAsync(StreamPlan plan, CancellationToken cancellationToken)
    {
        var token = await _tokens.TakeAsync(plan, cancellationToken);
        _key = FyersToken.KeyOf(token.Value) ?? throw new FeedException(Reason.Auth, "the access token of fyers holds no key for the data socket: run `ticks token set fyers` with a token as the venue's login gives it");
        _token = token.Value;
        await LearnAsync(plan.Instruments, cancellationToken);
        return await _connector.ConnectAsync(plan.Key.Number, cancellationToken);
    }

    public IReadOnlyList<ReadOnlyMemory<byte>> Subscriptions(StreamPlan plan) =>
    [
        FyersRequests.Login(_key, Source),
        FyersRequests.Mode(lite: plan.Mode is FeedMode.Ticker),
        .. Chunks(plan.Instruments, plan.Mode).Select(FyersRequests.Subscribe),
    ];

    public async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>?> ChangesAsync(StreamPlan plan, IReadOnlyList<Instrument> added, IReadOnlyList<Instrument> removed, CancellationToken cancellationToken)
    {
        await LearnAsync(added, cancellationToken);
        return [.. Chunks(removed, plan.Mode).Select(FyersRequests.Unsubscribe), .. Chunks(added, plan.Mode).Select(FyersRequests.Subscribe)];
    }

    public IFrameParser CreateParser(StreamPlan plan) => new FyersFrames(new SymbolTable([.. TopicsOf(plan)], topic => topic.Name), plan.Mode, TopicsOf);

    public string? CodeOf(Instrument instrument) => _settings.VenueCode?.Invoke(instrument.Name) ?? _lookUp.Find(instrument.Name);

    public string Explain(int code) => FyersReasons.TextOf(code);

    public void Accepted(StreamPlan plan) => _tokens.Accepted(plan);

    public ValueTask EndedAsync(StreamPlan plan, Reason reason) => _tokens.EndedAsync(plan, reason);

    public void Dispose()
    {
        _connector.Dispose();
        _lookUp.Dispose();
        _tokens.Dispose();
    }

    private Task LearnAsync(IEnumerable<Instrument> instruments, CancellationToken cancellationToken) =>
        _lookUp.LearnAsync(instruments.Select(instrument => instrument.Name).Where(name => _settings.VenueCode?.Invoke(name) is null), _token, cancellationToken);

    private IEnumerable<string[]> Chunks(IEnumerable<Instrument> instruments, FeedMode mode) => instruments.SelectMany(instrument => TopicsOf(instrument, mode)).Chunk(_limits.ParamsPerMessage);

    /// <summary>Each topic of the plan, under its name, with its instrument's id.</summary>
    private IEnumerable<Instrument> TopicsOf(StreamPlan plan) =>
        plan.Instruments.SelectMany(instrument => TopicsOf(instrument, plan.Mode).Select(topic => new Instrument(instrument.Id, topic)));

    /// <summary>None while the fytoken is not known: before the first connect.</summary>
    private IEnumerable<string> TopicsOf(Instrument instrument, FeedMode mode)
    {
        var fytoken = CodeOf(instrument);
        if (fytoken is null || FyersNames.Prices(instrument.Name, fytoken) is not { } prices) yield break;
        yield return prices;
        if (mode is FeedMode.Full && FyersNames.Depth(instrument.Name, fytoken) is { } depth) yield return depth;
    }
}
