using Microsoft.Extensions.Logging;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>DhanHQ's live market feed, version 2. Built from documents: nobody here has seen it live (docs/feeds/dhan.md).</summary>
internal sealed class DhanFeed : IFeed, IDisposable
{
    public static readonly SecretUrl DefaultUrl = SecretUrl.Parse("wss://api-feed.dhan.co");

    private readonly FeedSettings _settings;
    private readonly SecretUrl _url;
    private readonly VenueLimits _limits;
    private readonly TokenGate _tokens;
    private readonly SocketConnector _connector;

    public DhanFeed(FeedSettings settings, SecretUrl url, TimeProvider time, ILoggerFactory loggers)
    {
        _settings = settings;
        _url = url;
        _limits = VenueLimits.Load(Name);
        _tokens = new TokenGate(settings, Name);
        _connector = new SocketConnector(settings, url, static url => url, time, loggers.CreateLogger<SocketConnector>());
        Traits = new FeedTraits
        {
            InstrumentsPerSocket = _limits.StreamsPerSocket,
            MessagesPerSecond = _limits.MessagesPerSecond - _limits.MessagesKeptForPings,
            Sockets = _limits.Sockets,
            Connects = _limits.Connects,
            PlannedAge = _limits.PlannedAge,
            Unverified = true,
            AlwaysExclusive = true,
            Hours = settings.Hours,
            Modes = [FeedMode.Ticker, FeedMode.Quote, FeedMode.Full],
            // A trade's number is made of the day and the day's volume; a jump in it is a bigger trade, not a loss.
            Of = kind => new KindTraits(HasId: kind is TickKind.Trade, HasTime: kind is TickKind.Trade, Consecutive: false),
        };
    }

    public string Name => "dhan";

    public FeedTraits Traits { get; }

    public string Identify(string symbol)
    {
        var upper = symbol.Trim().ToUpperInvariant();
        if (DhanInstrument.TryParse(upper, out var instrument)) return instrument.ToString();
        if (_settings.FindOne(upper) is { } listed) return listed;
        if (_settings.VenueCode?.Invoke(upper) is { } code && DhanInstrument.TryParse(code, out _)) return upper;
        throw new FormatException(
            $"dhan knows instruments by exchange segment and security id, for example NSE_EQ:1333, or by their name once `ticks instruments import dhan FILE` has read the venue's list. Segments are {DhanSegment.All}");
    }

    public async Task<IFeedConnection> ConnectAsync(StreamPlan plan, CancellationToken cancellationToken)
    {
        var token = await _tokens.TakeAsync(plan, cancellationToken);
        if (string.IsNullOrEmpty(token.ClientId)) throw new FeedException(Reason.Auth, "the token of dhan has no client id: run `ticks token set dhan --client-id ID`");
        var query = $"?version=2&token={Uri.EscapeDataString(token.Value)}&clientId={Uri.EscapeDataString(token.ClientId)}&authType=2";
        return await _connector.ConnectAsync(_url.With(query), plan.Key.Number, cancellationToken);
    }

    public IReadOnlyList<ReadOnlyMemory<byte>> Subscriptions(StreamPlan plan) => DhanRequests.Subscribe(plan.Instruments.Select(CodeOf), plan.Mode, _limits.ParamsPerMessage);

    public ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>?> ChangesAsync(StreamPlan plan, IReadOnlyList<Instrument> added, IReadOnlyList<Instrument> removed, CancellationToken cancellationToken) => new(
    [
        .. DhanRequests.Unsubscribe(removed.Select(CodeOf), plan.Mode, _limits.ParamsPerMessage),
        .. DhanRequests.Subscribe(added.Select(CodeOf), plan.Mode, _limits.ParamsPerMessage),
    ]);

    public IFrameParser CreateParser(StreamPlan plan) => new DhanFrames(CodesOf(plan), plan.Mode, _settings.TimeAhead, CodesOf);

    string? IFeed.CodeOf(Instrument instrument) => _settings.VenueCode?.Invoke(instrument.Name);

    public string Explain(int code) => DhanReasons.TextOf(code);

    public void Accepted(StreamPlan plan) => _tokens.Accepted(plan);

    public ValueTask EndedAsync(StreamPlan plan, Reason reason) => _tokens.EndedAsync(plan, reason);

    public void Dispose()
    {
        _connector.Dispose();
        _tokens.Dispose();
    }

    private IEnumerable<(byte Segment, uint SecurityId, int Instrument)> CodesOf(StreamPlan plan) =>
        plan.Instruments.Select(instrument => (Code: CodeOf(instrument), instrument.Id)).Select(pair => (pair.Code.Segment, pair.Code.SecurityId, pair.Id));

    /// <summary>What a plan holds was identified before; a name whose master has gone since cannot be asked for.</summary>
    private DhanInstrument CodeOf(Instrument instrument)
    {
        if (DhanInstrument.TryParse(instrument.Name, out var code)) return code;
        if (_settings.VenueCode?.Invoke(instrument.Name) is { } known && DhanInstrument.TryParse(known, out code)) return code;
        throw new FeedException(Reason.ServerClose, $"the instrument master of dhan no longer knows {instrument.Name}: run `ticks instruments import dhan FILE`");
    }
}
