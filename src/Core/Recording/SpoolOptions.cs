using System.ComponentModel.DataAnnotations;

namespace OrleansTicks.Core;

/// <summary>Where the spool lies and how large it may grow.</summary>
public sealed record SpoolOptions
{
    /// <summary>The spools of all stores: below it <c>&lt;store uuid&gt;/&lt;slot&gt;</c>.</summary>
    [Required] public required string Directory { get; init; }

    /// <summary>Bytes of one file; a full one is closed and, once committed, deleted.</summary>
    [Range(64 << 10, 1 << 30)] public int SegmentBytes { get; init; } = 64 << 20;

    /// <summary>Bytes of all files together. When they are used up, ticks are refused and the refusal is a gap.</summary>
    [Range(1 << 20, 1L << 50)] public long MaxBytes { get; init; } = 4L << 30;
}
