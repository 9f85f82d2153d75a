using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansTicks.Core;

/// <summary>A status as the JSON of a beat: what another node needs to show the stream, some 300 bytes. Unknown fields are ignored, so that an old and a new build read each other.</summary>
internal static partial class StatusText
{
    /// <param name="status">How the stream is.</param>
    /// <param name="said">When, by the store's clock at the latest: a beat that a store carries out late must not look fresh.</param>
    public static string Write(StreamStatus status, long said) => JsonSerializer.Serialize(
        new Body
        {
            Said = said,
            State = status.State.Word(),
            Data = status.Data.Word(),
            WithData = status.SymbolsWithData,
            Messages = status.Messages,
            Errors = status.Errors,
            Received = status.Received,
            Accepted = status.Accepted,
            Stored = status.Stored,
            Duplicates = status.Duplicates,
            Spare = status.Spare,
            Dropped = status.Dropped,
            NotAsked = status.NotAsked,
            Rejected = status.Rejected.Count == 0 ? null : status.Rejected.ToDictionary(count => count.Key.Word(), count => count.Value),
            Gaps = status.Gaps,
            Reconnects = status.Reconnects.Count == 0 ? null : status.Reconnects.ToDictionary(count => count.Key.Word(), count => count.Value),
            Reason = status.Reason.Word(),
            Detail = status.Detail,
            RetryAt = status.RetryAt,
            ConnectedAt = status.ConnectedAt,
            LastMessageAt = status.LastMessageAt,
            LastDataAt = status.LastDataAt,
            AcceptedThrough = status.AcceptedThrough,
        },
        Json.Default.Body);

    /// <summary>When it was said; 0 = it does not tell.</summary>
    public static long SaidAt(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, Json.Default.Body)?.Said ?? 0;
        }
        catch (JsonException)
        {
            return 0;
        }
    }

    /// <summary>Fills in what the text says; a text that cannot be read leaves the status unknown.</summary>
    public static StreamStatus Read(string text, StreamStatus into)
    {
        Body? body;
        try
        {
            body = JsonSerializer.Deserialize(text, Json.Default.Body);
        }
        catch (JsonException)
        {
            body = null;
        }

        return body is null ? into with { State = StreamState.Unknown, Detail = "its node writes a status that this build cannot read" } : into with
        {
            State = Words.TryParse<StreamState>(body.State, out var state) ? state : StreamState.Unknown,
            Data = Words.TryParse<DataState>(body.Data, out var data) ? data : DataState.None,
            SymbolsWithData = body.WithData,
            Messages = body.Messages,
            Errors = body.Errors,
            Received = body.Received,
            Accepted = body.Accepted,
            Stored = body.Stored,
            Duplicates = body.Duplicates,
            Spare = body.Spare,
            Dropped = body.Dropped,
            NotAsked = body.NotAsked,
            Rejected = Counts<RejectKind>(body.Rejected),
            Gaps = body.Gaps,
            Reconnects = Counts<Reason>(body.Reconnects),
            Reason = Words.TryParse<Reason>(body.Reason, out var reason) ? reason : Reason.None,
            Detail = body.Detail,
            RetryAt = body.RetryAt,
            ConnectedAt = body.ConnectedAt,
            LastMessageAt = body.LastMessageAt,
            LastDataAt = body.LastDataAt,
            AcceptedThrough = body.AcceptedThrough,
        };
    }

    private static Dictionary<T, long> Counts<T>(Dictionary<string, long>? counts)
        where T : struct, Enum
    {
        var read = new Dictionary<T, long>();
        foreach (var (word, count) in counts ?? [])
        {
            if (Words.TryParse<T>(word, out var value)) read[value] = count;
        }

        return read;
    }

    private sealed record Body
    {
        public long Said { get; init; }
        public string State { get; init; } = "";
        public string Data { get; init; } = "";
        public int WithData { get; init; }
        public long Messages { get; init; }
        public long Errors { get; init; }
        public long Received { get; init; }
        public long Accepted { get; init; }
        public long Stored { get; init; }
        public long Duplicates { get; init; }
        public long Spare { get; init; }
        public long Dropped { get; init; }
        public long NotAsked { get; init; }
        public Dictionary<string, long>? Rejected { get; init; }
        public long Gaps { get; init; }
        public Dictionary<string, long>? Reconnects { get; init; }
        public string Reason { get; init; } = "";
        public string? Detail { get; init; }
        public DateTimeOffset? RetryAt { get; init; }
        public DateTimeOffset? ConnectedAt { get; init; }
        public DateTimeOffset? LastMessageAt { get; init; }
        public DateTimeOffset? LastDataAt { get; init; }
        public Position? AcceptedThrough { get; init; }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
    [JsonSerializable(typeof(Body))]
    private sealed partial class Json : JsonSerializerContext;
}
