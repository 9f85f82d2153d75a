using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OrleansTicks.Simulator;

/// <summary>Recorded frames of version 2: ticker, trade and book of depth 10. Book numbers that lost their trailing zeros get them back.</summary>
/// <remarks>Recordings are often reprinted by a JSON library. The checksum of the snapshot tells which decimals the venue wrote.</remarks>
internal sealed class KrakenRecorded(Func<string, Topic> topicOf) : IRecordedWire
{
    private readonly Dictionary<string, KrakenBook> _scales = [];

    public bool TryAdd(ReadOnlySpan<byte> line, Func<Topic, bool> plays, FrameBlockBuilder block, ref long time)
    {
        try
        {
            var root = JsonElement.Parse(line);
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array) return false;
            var (channel, type) = (root.GetProperty("channel").GetString(), root.GetProperty("type").GetString());
            if (channel is not ("ticker" or "trade" or "book") || type is not ("snapshot" or "update")) return false;
            foreach (var item in data.EnumerateArray()) Add(channel, type, item, plays, block, ref time);
            return true;
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    /// <summary>Who subscribes in the middle is given the book as it stands.</summary>
    public FrameBlock? Greet(Topic topic, IEnumerable<Frame> past)
    {
        if (topic.KindWord != "book10" || !_scales.TryGetValue(topic.Symbol, out var scale)) return null;
        scale.Clear();
        foreach (var frame in past)
        {
            Apply(scale, JsonElement.Parse(frame.Payload(combined: false)));
            scale.Trim(10);
        }

        if (!scale.Side(bids: true).Any()) return null;
        var block = new FrameBlockBuilder();
        var at = KrakenFrames.Begin(block, "book", "snapshot", Encoding.UTF8.GetBytes(scale.Snapshot(topic.Symbol, 10)));
        MadeNote.Begin(block.Text, topic, "book");
        KrakenFrames.End(block, topic, at);
        return block.Take();
    }

    private void Add(string channel, string type, JsonElement item, Func<Topic, bool> plays, FrameBlockBuilder block, ref long time)
    {
        var symbol = item.GetProperty("symbol").GetString()!;
        var topic = topicOf(channel == "book" ? $"{symbol}@book10" : $"{symbol}@{channel}");
        var at = item.TryGetProperty("timestamp", out var stamp) ? Microseconds(stamp.GetString()!) : 0;
        if (time == 0) time = at * 1000;
        if (!plays(topic)) return;
        var text = channel == "book" ? Book(symbol, type, item) : item.GetRawText();
        var begun = KrakenFrames.Begin(block, channel, type, Encoding.UTF8.GetBytes(text));
        if (channel == "trade" && type == "update")
        {
            var (price, size) = (Encoding.UTF8.GetBytes(item.GetProperty("price").GetRawText()), Encoding.UTF8.GetBytes(item.GetProperty("qty").GetRawText()));
            TickNote.AppendTrade(block.Text, topic, item.GetProperty("trade_id").GetInt64(), price, size, at);
        }
        else MadeNote.Begin(block.Text, topic, channel == "trade" ? "lastTrades" : channel);
        KrakenFrames.End(block, topic, begun);
    }

    private string Book(string symbol, string type, JsonElement item)
    {
        if (type == "snapshot" && Find(item) is { } found) _scales[symbol] = found;
        if (!_scales.TryGetValue(symbol, out var scale)) return item.GetRawText();
        var stamp = item.TryGetProperty("timestamp", out var time) ? $",\"timestamp\":{time.GetRawText()}" : "";
        return $$"""{"symbol":{{Json.Text(symbol)}},"bids":{{scale.Levels(Levels(item, "bids"))}},"asks":{{scale.Levels(Levels(item, "asks"))}},"checksum":{{item.GetProperty("checksum").GetRawText()}}{{stamp}}}""";
    }

    /// <summary>The decimals with which the snapshot has the checksum that it bears; null where there are none.</summary>
    private static KrakenBook? Find(JsonElement snapshot)
    {
        var checksum = snapshot.GetProperty("checksum").GetUInt32();
        for (var sizes = 8; sizes >= 0; sizes--)
        {
            for (var prices = 0; prices <= 10; prices++)
            {
                var book = new KrakenBook(prices, sizes);
                Apply(book, snapshot);
                if (book.Checksum() == checksum) return book;
            }
        }

        return null;
    }

    private static void Apply(KrakenBook book, JsonElement item)
    {
        foreach (var (price, size) in Levels(item, "bids")) book.Set(bids: true, price, size);
        foreach (var (price, size) in Levels(item, "asks")) book.Set(bids: false, price, size);
    }

    private static List<KeyValuePair<decimal, decimal>> Levels(JsonElement item, string side) =>
        [.. item.GetProperty(side).EnumerateArray().Select(level => KeyValuePair.Create(level.GetProperty("price").GetDecimal(), level.GetProperty("qty").GetDecimal()))];

    private static long Microseconds(string time) =>
        (DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / 10;
}
