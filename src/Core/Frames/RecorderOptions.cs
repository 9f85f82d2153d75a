using System.ComponentModel.DataAnnotations;

namespace OrleansTicks.Core;

/// <summary>How recordings are kept.</summary>
public sealed record RecorderOptions
{
    /// <summary>Where; below it a folder a stream.</summary>
    public required string Directory { get; init; }

    /// <summary>Bytes after which a new file is begun.</summary>
    [Range(1 << 16, 1L << 40)] public long MaxBytes { get; init; } = 64 << 20;

    /// <summary>Time after which a new file is begun.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Bytes, not yet compressed, that may wait for the disk; what comes on top is left out and told.</summary>
    [Range(1 << 16, 1 << 30)] public int MaxWaiting { get; init; } = 16 << 20;

    /// <summary>The longest that something waits to be written, so the most that a killed process loses.</summary>
    public TimeSpan Flush { get; init; } = TimeSpan.FromSeconds(1);
}
