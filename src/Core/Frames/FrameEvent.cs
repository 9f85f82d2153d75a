namespace OrleansTicks.Core;

/// <summary>One thing that happened on a recorded connection.</summary>
/// <param name="Kind">What.</param>
/// <param name="At">When its bytes were read, microseconds since 1970 UTC; messages that arrived together have the same.</param>
/// <param name="Bytes">The message, or what the kind says.</param>
public readonly record struct FrameEvent(FrameEventKind Kind, long At, ReadOnlyMemory<byte> Bytes);
