using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansTicks.Feeds;

/// <summary>What a client says (kraken.md section 2).</summary>
internal static class KrakenRequests
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Ping() => "{\"method\":\"ping\"}"u8.ToArray();

    /// <summary>Asks for a channel, or ends it. Of trades without a snapshot: the last fifty are no news; of tickers with every change of the best bid and ask.</summary>
    public static ReadOnlyMemory<byte> Of(string method, string channel, IEnumerable<string> symbols, int depth)
    {
        var about = new JsonObject { ["channel"] = channel, ["symbol"] = new JsonArray([.. symbols.Select(symbol => (JsonNode?)symbol)]) };
        if (channel == "book") about["depth"] = depth;
        if (channel == "ticker") about["event_trigger"] = "bbo";
        if (channel == "trade" && method == "subscribe") about["snapshot"] = false;
        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["method"] = method, ["params"] = about }, Plain);
    }
}
