using System.Text;
using System.Text.Json;

namespace OrleansTicks.Simulator;

/// <summary>Puts a book together out of recorded frames, for whoever subscribes in the middle of a replay.</summary>
internal static class CoinbaseBook
{
    /// <summary>The book after these frames as a <c>snapshot</c>; null where they hold none.</summary>
    public static string? Snapshot(string product, IEnumerable<Frame> past)
    {
        Dictionary<decimal, string[]>? bids = null, asks = null;
        foreach (var frame in past)
        {
            var root = JsonElement.Parse(frame.Payload(combined: true));
            if (root.TryGetProperty("changes", out var changes))
            {
                if (bids is null || asks is null) continue;
                foreach (var change in changes.EnumerateArray()) Apply(change[0].GetString() == "buy" ? bids : asks, change[1], change[2]);
            }
            else (bids, asks) = (Side(root.GetProperty("bids")), Side(root.GetProperty("asks")));
        }

        if (bids is null || asks is null) return null;
        var text = new StringBuilder("{\"type\":\"snapshot\",\"product_id\":\"").Append(product).Append("\",\"asks\":");
        Append(text, asks.OrderBy(level => level.Key)).Append(",\"bids\":");
        return Append(text, bids.OrderByDescending(level => level.Key)).Append('}').ToString();
    }

    private static Dictionary<decimal, string[]> Side(JsonElement levels)
    {
        var side = new Dictionary<decimal, string[]>();
        foreach (var level in levels.EnumerateArray()) Apply(side, level[0], level[1]);
        return side;
    }

    private static void Apply(Dictionary<decimal, string[]> side, JsonElement price, JsonElement size)
    {
        var at = decimal.Parse(price.GetString()!, null);
        if (decimal.Parse(size.GetString()!, null) == 0) side.Remove(at);
        else side[at] = [price.GetString()!, size.GetString()!];
    }

    private static StringBuilder Append(StringBuilder text, IEnumerable<KeyValuePair<decimal, string[]>> levels) =>
        text.Append('[').AppendJoin(',', levels.Select(level => Json.List(level.Value))).Append(']');
}
