using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansTicks.Simulator;

/// <summary>What the comparison of a ledger with a store found. Its JSON is in snake_case.</summary>
public sealed record SimulatorVerdict
{
    private static readonly JsonSerializerOptions Snake = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Something was sent; nothing is missing, doubled or wrong; every gap fits the truth.</summary>
    [JsonPropertyOrder(-1)] public bool Ok { get; init; }

    /// <summary>Distinct data frames of subscribed streams that were handed to the kernel on some connection.</summary>
    public long Sent { get; init; }

    /// <summary>Of these, how many the store holds.</summary>
    public long Stored { get; init; }

    /// <summary>Sent, not stored, and inside no recorded gap.</summary>
    public long Missing { get; init; }

    /// <summary>Rows beyond one per frame, and rows of frames that were never sent.</summary>
    public long Duplicated { get; init; }

    /// <summary>Rows whose price, size or trade time is not what was sent.</summary>
    public long Wrong { get; init; }

    /// <summary>Sent, not stored, and inside a recorded gap.</summary>
    public long InGaps { get; init; }

    /// <summary>Distinct frames that passed and were never sent to anybody.</summary>
    public long Missed { get; init; }

    /// <summary>The first findings in words, at most 20; empty when all is well.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>One line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Snake);
}
