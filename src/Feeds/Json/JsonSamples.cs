using System.Text;
using System.Text.Json.Nodes;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Made-up frames with the configured fields, for warming up.</summary>
internal static class JsonSamples
{
    private const long AtSeconds = 1_700_000_000;

    public static IReadOnlyList<ReadOnlyMemory<byte>> Of(string symbol, JsonFields fields, int count, long first) =>
        [.. Enumerable.Range(0, count).Select(i => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(Frame(symbol, fields, first + i)))];

    private static string Frame(string symbol, JsonFields fields, long id)
    {
        var frame = new JsonObject();
        Put(frame, fields.Symbol, symbol);
        Put(frame, fields.Price, 100.25m + (id % 100));
        if (fields.Size is not null) Put(frame, fields.Size, 5);
        if (fields.Time is not null) Put(frame, fields.Time, AtSeconds * PerSecond(fields.TimeUnit));
        if (fields.Id is not null) Put(frame, fields.Id, id);
        return frame.ToJsonString();
    }

    private static long PerSecond(TimeUnit unit) => unit switch
    {
        TimeUnit.Seconds => 1,
        TimeUnit.Milliseconds => 1_000,
        TimeUnit.Microseconds => 1_000_000,
        _ => 1_000_000_000,
    };

    private static void Put(JsonObject frame, string path, JsonNode value)
    {
        var steps = path.Split('.');
        foreach (var step in steps[..^1])
        {
            if (frame[step] is not JsonObject inner) frame[step] = inner = [];
            frame = inner;
        }

        frame[steps[^1]] = value;
    }
}
