using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Any socket that sends one plain JSON object a tick.</summary>
internal sealed class JsonFeed : IFeed, IDisposable
{
    /// <summary>In the subscribe message: becomes a JSON array of the stream's symbols.</summary>
    public const string SymbolsMark = "{symbols}";

    private const string Prefix = "JSON:";
    private const int LongestSymbol = 100;
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonFields _fields;
    private readonly JsonPaths _paths;
    private readonly string? _subscribe;
    private readonly SocketConnector _connector;

    public JsonFeed(FeedSettings settings, SecretUrl url, JsonFields fields, TimeProvider time, ILoggerFactory loggers)
    {
        _fields = fields;
        _paths = new JsonPaths(fields);
        _subscribe = settings.SubscribeMessage;
        _connector = new SocketConnector(settings, url, static url => url, time, loggers.CreateLogger<SocketConnector>());
        var limits = VenueLimits.Load(Name);
        Traits = new FeedTraits
        {
            InstrumentsPerSocket = limits.StreamsPerSocket,
            MessagesPerSecond = limits.MessagesPerSecond - limits.MessagesKeptForPings,
            Sockets = limits.Sockets,
            Connects = limits.Connects,
            PlannedAge = limits.PlannedAge,
            Modes = [FeedMode.Ticker],
            Of = _ => new KindTraits(HasId: fields.Id is not null, HasTime: fields.Time is not null, Consecutive: false),
        };
    }

    public string Name => "json";

    public FeedTraits Traits { get; }

    public string Identify(string symbol)
    {
        var name = symbol.Trim();
        var isName = name.Length is > 0 and <= LongestSymbol && name[0] != ':' && name[^1] != ':' && name.EnumerateRunes().All(IsPlain);
        if (!isName)
            throw new FormatException($"a symbol is 1 to {LongestSymbol} visible characters as the frames show it, for example NSE:RELIANCE or BTCUSDT");
        return name.Contains(':', StringComparison.Ordinal) ? name : Prefix + name;
    }

    public Task<IFeedConnection> ConnectAsync(StreamPlan plan, CancellationToken cancellationToken) =>
        _connector.ConnectAsync(plan.Key.Number, cancellationToken);

    public IReadOnlyList<ReadOnlyMemory<byte>> Subscriptions(StreamPlan plan) => _subscribe is null ? [] : [Message(plan.Instruments)];

    /// <summary>What is added is asked for where the message names symbols; what is removed goes on coming and is left out here, since nobody told us how to end it.</summary>
    public ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>?> ChangesAsync(StreamPlan plan, IReadOnlyList<Instrument> added, IReadOnlyList<Instrument> removed, CancellationToken cancellationToken) =>
        new(_subscribe is { } text && text.Contains(SymbolsMark, StringComparison.Ordinal) && added.Count > 0 ? [Message(added)] : []);

    public IFrameParser CreateParser(StreamPlan plan) => new JsonFrames(new SymbolTable(plan.Instruments, SymbolOf), _paths, _fields.TimeUnit);

    public IReadOnlyList<ReadOnlyMemory<byte>> Samples(StreamPlan plan, int count, long first) => JsonSamples.Of(SymbolOf(plan.Instruments[0]), _fields, count, first);

    public void Dispose() => _connector.Dispose();

    private ReadOnlyMemory<byte> Message(IEnumerable<Instrument> instruments) =>
        Encoding.UTF8.GetBytes(_subscribe!.Replace(SymbolsMark, JsonSerializer.Serialize(instruments.Select(SymbolOf), Plain), StringComparison.Ordinal));

    /// <summary>What the frames call it: the whole name, unless the prefix was ours.</summary>
    private static string SymbolOf(Instrument instrument) =>
        instrument.Name.StartsWith(Prefix, StringComparison.Ordinal) ? instrument.Name[Prefix.Length..] : instrument.Name;

    /// <summary>No control, format, space or unassigned character, no half of a pair, no comma (lists of symbols use it).</summary>
    private static bool IsPlain(Rune rune) => rune.Value is not (',' or 0xFFFD) && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
