using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OrleansTicks.Simulator;

/// <summary>Recorded frames of Coinbase Exchange, as they came. A recording without heartbeats is given one a second for each product whose trades it
/// knows.</summary>
internal sealed class CoinbaseRecorded(Func<string, Topic> topicOf) : IRecordedWire
{
    private readonly Dictionary<string, (long TradeId, long Sequence)> _last = [];
    private long _beat;
    private bool _hasOwnBeats;

    public bool TryAdd(ReadOnlySpan<byte> line, Func<Topic, bool> plays, FrameBlockBuilder block, ref long time)
    {
        JsonElement root;
        try
        {
            root = JsonElement.Parse(line);
        }
        catch (JsonException)
        {
            return false;
        }

        if (root.ValueKind != JsonValueKind.Object) return false;
        var type = Text(root, "type");
        var product = Text(root, "product_id");
        var channel = type switch
        {
            "match" or "last_match" => "matches", "ticker" => "ticker", "snapshot" or "l2update" => "level2", "heartbeat" => "heartbeat", _ => null,
        };
        if (channel is null || product.Length == 0) return false;
        if (time == 0) time = Nanoseconds(Text(root, "time"));
        _hasOwnBeats |= type == "heartbeat";
        Beat(plays, block, time);
        var topic = topicOf($"{product}@{channel}");
        if (!plays(topic)) return true;
        if (channel == "matches") _last[product] = (Number(root, "trade_id"), Number(root, "sequence"));
        var start = block.Text.Length;
        block.Text.Append(line);
        var note = block.Text.Length;
        Note(block.Text, topic, type, root);
        block.Add(topic, start, start, note - start, note);
        return true;
    }

    /// <summary>Who subscribes in the middle is given the book as it stands, and the last trade as what it is.</summary>
    public FrameBlock? Greet(Topic topic, IEnumerable<Frame> past)
    {
        var block = new FrameBlockBuilder();
        var json = topic.Name.EndsWith("@level2", StringComparison.Ordinal) ? CoinbaseBook.Snapshot(topic.Symbol, past)
            : topic.Kind == TopicKind.Trade && past.LastOrDefault() is { Block: not null } last
                ? Encoding.UTF8.GetString(last.Payload(combined: true)).Replace("\"type\":\"match\"", "\"type\":\"last_match\"", StringComparison.Ordinal) : null;
        if (json is null) return null;
        block.Text.Append(json);
        var note = block.Text.Length;
        if (topic.Kind == TopicKind.Trade)
        {
            using var document = JsonDocument.Parse(json);
            Note(block.Text, topic, "last_match", document.RootElement);
        }
        else MadeNote.Begin(block.Text, topic, "snapshot");
        block.Add(topic, 0, 0, note, note);
        return block.Take();
    }

    private void Beat(Func<Topic, bool> plays, FrameBlockBuilder block, long time)
    {
        if (_hasOwnBeats || time - _beat < 1_000_000_000) return;
        _beat = time;
        foreach (var (product, (tradeId, sequence)) in _last)
        {
            var topic = topicOf($"{product}@heartbeat");
            if (!plays(topic)) continue;
            var start = block.Text.Length;
            block.Text.Append(CoinbaseProduct.Beat(product, tradeId, sequence, DateTimeOffset.UnixEpoch.AddTicks(time / 100)));
            var note = block.Text.Length;
            MadeNote.Begin(block.Text, topic, "heartbeat");
            block.Add(topic, start, start, note - start, note);
        }
    }

    private static void Note(Utf8Text text, Topic topic, string type, JsonElement root)
    {
        switch (type)
        {
            case "match" or "last_match":                    // the one before the subscription is a trade like any other
                TickNote.AppendTrade(
                    text, topic, Number(root, "trade_id"), Bytes(root, "price"), Bytes(root, "size"), Nanoseconds(Text(root, "time")) / 1000);
                break;
            case "ticker":
                TickNote.Append(text, topic, Number(root, "sequence"));
                foreach (var (name, field) in new[] { ("b", "best_bid"), ("B", "best_bid_size"), ("a", "best_ask"), ("A", "best_ask_size") })
                {
                    if (Text(root, field) is { Length: > 0 } value) text.Append(",\""u8).Append(name).Append("\":"u8).Append(Json.Text(value));
                }

                break;
            default:
                MadeNote.Begin(text, topic, type);
                break;
        }
    }

    private static long Nanoseconds(string time) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? (at.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100 : 0;

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static byte[] Bytes(JsonElement root, string name) => Encoding.UTF8.GetBytes(Text(root, name));

    private static long Number(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.TryGetInt64(out var number) ? number : 0;
}
