using System.Text;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>What makes a feed: its name, and what the operator said of it.</summary>
public sealed record FeedSettings
{
    /// <summary>One of <see cref="FeedFactory.Names"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Another address than the venue's own. The feeds <c>json</c> and <c>sim</c> need one.</summary>
    public SecretUrl? Url { get; init; }

    /// <summary>Of <c>binance</c> and <c>sim</c>: aggregate trades instead of single ones.</summary>
    public bool AggregateTrades { get; init; }

    /// <summary>Of <c>binance</c> and <c>sim</c>: lengths of the venue's candles that are wanted.</summary>
    public IReadOnlyList<CandleInterval> Candles { get; init; } = [];

    /// <summary>Of <c>binance</c> and <c>sim</c> in full mode: 5, 10 or 20 best levels of the book; null = every difference of the whole book.</summary>
    public int? DepthLevels { get; init; } = 5;

    /// <summary>Of <c>json</c>: which fields hold what.</summary>
    public JsonFields? Json { get; init; }

    /// <summary>Of <c>json</c>: the text sent after connecting; <c>{symbols}</c> becomes a JSON array of the stream's symbols. May hold a secret.</summary>
    public string? SubscribeMessage { get; init; }

    /// <summary>Of <c>dhan</c> and <c>fyers</c>: reads the token, anew for every connection; null when there is none.</summary>
    public Func<CancellationToken, ValueTask<FeedToken?>>? Token { get; init; }

    /// <summary>Of <c>dhan</c> and <c>fyers</c>: when their markets trade; null = always.</summary>
    public IMarketHours? Hours { get; init; }

    /// <summary>Told the version of a token that the venue refused.</summary>
    public Func<long, ValueTask>? TokenRefused { get; init; }

    /// <summary>Of <c>dhan</c>: seconds that the venue's times are ahead of UTC. Sources disagree; India's wall clock is the default.</summary>
    public int TimeAhead { get; init; } = DhanTime.India;

    /// <summary>Of <c>coinbase</c>: the side of a trade of Advanced Trade is the maker's; sources disagree.</summary>
    public bool MakerSide { get; init; } = true;

    /// <summary>Of <c>dhan</c> and <c>fyers</c>: the venue's own number of an identity (<c>NSE_EQ:1333</c>, a fytoken); null where it is not known.</summary>
    public Func<string, string?>? VenueCode { get; init; }

    /// <summary>Of <c>dhan</c> and <c>fyers</c>: the identities that a text may mean by the venue's list of instruments; empty where there is none.</summary>
    public Func<string, IReadOnlyList<string>>? Find { get; init; }

    /// <summary>Of <c>fyers</c>: where symbols are looked up; null = the venue's own address.</summary>
    public Uri? LookUp { get; init; }

    /// <summary>The longest message that is read; a longer one ends the connection with close code 1009.</summary>
    public int MaxMessageBytes { get; init; } = 1 << 20;

    /// <summary>How long connecting may take, TLS and the WebSocket handshake included.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a silent venue is pinged.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long it may take to answer; after that the connection is lost.</summary>
    public TimeSpan PongTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The one identity that a text means by the venue's list; null = the list does not know it.</summary>
    /// <exception cref="FormatException">It may mean several; the message names them.</exception>
    internal string? FindOne(string text) => (Find?.Invoke(text) ?? []) switch
    {
        [] => null,
        [var one] => one,
        var several => throw new FormatException($"{text} may be {string.Join(" or ", several.Take(5))}; name one of them in full"),
    };

    private bool PrintMembers(StringBuilder text)
    {
        // The subscribe message may hold a key: it is never printed.
        text.Append($"Name = {Name}, Url = {Url}, AggregateTrades = {AggregateTrades}, Json = {Json}");
        return true;
    }
}
