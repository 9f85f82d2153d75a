using System.Text.Json;

namespace OrleansTicks.Simulator;

/// <summary>The Fyers data socket ("HSM"), and beside it, on the same port, the request that turns symbols into tokens.</summary>
internal sealed class FyersWire : IVenueWire
{
    private const int MostInLookup = 500;
    private readonly SimulatorOptions _options;
    private readonly IReadOnlyList<FyersInstrument> _instruments;
    private readonly Dictionary<string, FyersInstrument> _bySymbol = [];
    private readonly Dictionary<string, FyersInstrument> _byTopic = [];

    public FyersWire(SimulatorOptions options)
    {
        _options = options;
        var texts = options.Symbols.Count > 0 ? options.Symbols : MadeUpNames(options);
        _instruments = [.. texts.Select((text, i) => FyersInstrument.Read(text, 1001 + i)).OfType<FyersInstrument>()];
        foreach (var instrument in _instruments)
        {
            _bySymbol[instrument.Symbol] = instrument;
            _byTopic[instrument.MainTopic] = instrument;
            if (instrument.Index is null) _byTopic[instrument.DepthTopic] = instrument;
        }
    }

    /// <summary>Not documented: no ping, no end of patience.</summary>
    public WireTimes Times => WireTimes.None;

    /// <summary>What is wrong with a symbol of the options; null when it is well.</summary>
    public static string? Problem(string symbol) =>
        FyersInstrument.Read(symbol, 1001) is not null ? null : $"symbol '{symbol}' must be a symbol of Fyers, perhaps with its token, for example NSE:SBIN-EQ or NSE:SBIN-EQ=3045";

    public Topic MakeTopic(string name) => new(name, InstrumentOf(name)?.Symbol ?? name, TopicKind.Other, "");

    public FyersInstrument? InstrumentOf(string topic) => _byTopic.GetValueOrDefault(topic);

    public bool Accepts(string key) =>
        key.Length > 0 && (_options.Token is { } token ? key == token : !key.StartsWith("expired", StringComparison.OrdinalIgnoreCase));

    public Handshake Accept(HttpHead head) =>
        Handshake.Check(head, head.Path is "/" or "/hsm/v1-5/prod" ? null : "the data socket is at /hsm/v1-5/prod") ??
        Handshake.Welcome(head, connection => new FyersSession(this, connection));

    public byte[]? Answer(HttpHead head, ReadOnlySpan<byte> body)
    {
        if (head.Method != "POST" || head.Path != "/data/symbol-token") return null;
        if (!head.Headers["Authorization"].Any(value => value.Length > 0)) return Refuse(401, "Could not authenticate the user");
        try
        {
            using var document = JsonDocument.Parse(body.ToArray());
            var symbols = document.RootElement.GetProperty("symbols").EnumerateArray().Select(symbol => symbol.GetString()!).ToList();
            if (symbols.Count is 0 or > MostInLookup) return Refuse(400, $"1 to {MostInLookup} symbols can be asked for at once");
            var valid = symbols.Where(_bySymbol.ContainsKey).Distinct(StringComparer.Ordinal).Select(symbol => $"{Json.Text(symbol)}:{Json.Text(_bySymbol[symbol].FyToken)}");
            var invalid = symbols.Where(symbol => !_bySymbol.ContainsKey(symbol));
            return HttpAnswer.Make(200, "application/json", $$"""{"s":"ok","code":200,"message":"","validSymbol":{{{string.Join(',', valid)}}},"invalidSymbol":{{Json.List(invalid)}}}""");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return Refuse(400, "the body must be {\"symbols\":[...]}");
        }
    }

    public ITickMaker MakeUp(long firstId, Func<string, Topic> topicOf) =>
        new FyersMaker(_instruments, _options.Seed, DateTimeOffset.FromUnixTimeMilliseconds(firstId / 1000), topicOf);

    private static byte[] Refuse(int status, string message) =>
        HttpAnswer.Make(status, "application/json", $$"""{"s":"error","code":-{{status}},"message":{{Json.Text(message)}}}""");

    private static IEnumerable<string> MadeUpNames(SimulatorOptions options) =>
        SimSymbols.Make(Math.Clamp(options.SymbolCount, 1, SimSymbols.Most), options.Seed)
            .Select(name => FyersInstrument.Read($"NSE:{name}", 1001) is { IsDerivative: true } ? $"NSE:{name}" : $"NSE:{name}-EQ")
            .Concat(["NSE:NIFTY50-INDEX=26000", "NSE:NIFTYBANK-INDEX=26009"]);
}
