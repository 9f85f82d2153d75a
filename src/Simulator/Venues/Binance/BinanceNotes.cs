using System.Text.Json;

namespace OrleansTicks.Simulator;

/// <summary>What the ledger says of frames beside trades and quotes, out of their payloads: all that a reader can store of them.</summary>
internal static class BinanceNotes
{
    private static readonly (string Key, string Figure)[] Figures =
        [("o", "open"), ("h", "high"), ("l", "low"), ("c", "close"), ("x", "previous-close"), ("v", "volume"), ("q", "turnover")];

    /// <summary>Adds to a note of a ticker, a candle or a picture of the book; nothing to any other.</summary>
    public static void Append(Utf8Text note, Topic topic, ReadOnlySpan<byte> payload)
    {
        var word = topic.KindWord.Split('@')[0];
        if (word != "ticker" && word is not ("depth" or "depth5" or "depth10" or "depth20") && !word.StartsWith("kline_", StringComparison.Ordinal)) return;
        using var document = JsonDocument.Parse(payload.ToArray());
        var root = document.RootElement;
        try
        {
            if (word == "ticker") note.Append(Day(root));
            else if (word.StartsWith("kline_", StringComparison.Ordinal)) note.Append(Candle(root.GetProperty("k")));
            else if (word == "depth") note.Append($",\"depth\":[{string.Join(',', Changes(root.GetProperty("b"), 32_767).Concat(Changes(root.GetProperty("a"), -32_767)))}]");
            else note.Append($",\"depth\":[{string.Join(',', Levels(root.GetProperty("bids"), 1).Concat(Levels(root.GetProperty("asks"), -1)))}]");
        }
        catch (Exception fault) when (fault is KeyNotFoundException or InvalidOperationException)
        {
            // A damaged recording: nobody can store it, and the ledger promises nothing of it.
        }
    }

    private static string Day(JsonElement root) => $",\"day\":{{{string.Join(',', Figures.Select(figure => $"\"{figure.Figure}\":{root.GetProperty(figure.Key).GetRawText()}"))}}}";

    private static string Candle(JsonElement candle) => $",\"candle\":[{string.Join(',', "itohlcvx".Select(key => candle.GetProperty(key.ToString()).GetRawText()))}]";

    /// <summary>Differences: their price names the level, so they have no number but that of no level.</summary>
    private static IEnumerable<string> Changes(JsonElement side, int level) => side.EnumerateArray().Select(change => $"[{level},{change[0].GetRawText()},{change[1].GetRawText()},0]");

    private static IEnumerable<string> Levels(JsonElement side, int sign) =>
        side.EnumerateArray().Select((level, i) => $"[{(i + 1) * sign},{level[0].GetRawText()},{level[1].GetRawText()},0]");
}
