using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Of a venue that writes JSON: the verdict and ticks of our own parser, beside the message as it came.</summary>
internal sealed class JsonDecoder : IWireDecoder
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<string> _names = [""];
    private readonly IFrameParser _parser;
    private readonly TickBuffer _ticks = new();

    /// <param name="create">Makes the venue's parser over a table of symbols that takes any.</param>
    public JsonDecoder(Func<SymbolTable, IFrameParser> create) => _parser = create(new SymbolTable(Adopt));

    public bool IsBinary => false;

    public IReadOnlyList<JsonObject> Decode(ReadOnlySpan<byte> frame, bool binary)
    {
        _ticks.Clear();
        var verdict = _parser.Parse(frame, binary, _ticks);
        var json = VerdictJson.Of(verdict.Kind);
        if (verdict.Reject is not RejectKind.None) json["reject"] = verdict.Reject.Word();
        if (verdict.Reason is not Reason.None) json["reason"] = verdict.Reason.Word();
        var ticks = new JsonArray();
        for (var i = 0; i < _ticks.Count; i++) ticks.Add(TickJson.Of(_ticks[i], _names[_ticks[i].Instrument]));
        json["ticks"] = ticks;
        json["fields"] = Message(frame);
        return [json];
    }

    private int Adopt(string symbol)
    {
        if (symbol.Length == 0) return 0;
        if (_ids.TryGetValue(symbol, out var id)) return id;
        _names.Add(symbol);
        return _ids[symbol] = _names.Count - 1;
    }

    private static JsonNode? Message(ReadOnlySpan<byte> frame)
    {
        try
        {
            var reader = new Utf8JsonReader(frame);
            return JsonNode.Parse(ref reader);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
