namespace OrleansTicks.Simulator;

/// <summary>A recording in memory: its frames with the times of their receipt.</summary>
/// <param name="Path">The file.</param>
/// <param name="Frames">In the order of the file; times in nanoseconds since 1970 as recorded.</param>
/// <param name="Symbols">Symbols that must be subscribed before it begins: those with trades or quotes, or all where none has.</param>
/// <param name="Skipped">Lines that were no frames of a stream: headers, REST snapshots, answers, damage.</param>
internal sealed record Recording(
    string Path, IReadOnlyList<(long Time, FrameBlock Block, int Index)> Frames, IReadOnlyCollection<string> Symbols, long Skipped);
