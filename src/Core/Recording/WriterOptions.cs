using System.ComponentModel.DataAnnotations;

namespace OrleansTicks.Core;

/// <summary>How the writer makes batches. The defaults serve from one tick a second to some hundred thousand.</summary>
public sealed record WriterOptions : IValidatableObject
{
    /// <summary>Rows in one commit. More rows cost memory and latency, and hold the fence longer; fewer cost round trips.</summary>
    [Range(1, 20_000)] public int MaxRows { get; init; } = 5_000;

    /// <summary>How long a tick may wait for its flush while a commit is under way. Without a commit under way it does not wait at all.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:01")] public TimeSpan MaxUnaccepted { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Bytes of accepted batches kept in memory for the store; beyond them the committer reads the spool back from disk.</summary>
    [Range(1 << 20, 1 << 30)] public int MemoryBudget { get; init; } = 16 << 20;

    /// <summary>Rows waiting for a working store at which reading pauses for a moment.</summary>
    [Range(1, 1_000_000)] public int CrowdedRows { get; init; } = 15_000;

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext) =>
        MemoryBudget / Handover.BytesPerTick >= MaxRows ? [] : [new($"{nameof(MemoryBudget)} {MemoryBudget} must hold one batch of {MaxRows} rows.", [nameof(MemoryBudget)])];
}
