namespace OrleansTicks.Core;

/// <summary>A wish to own a stream.</summary>
/// <param name="Stream">Which.</param>
/// <param name="Owner">The process that asks.</param>
/// <param name="Exclusive">Its ticks have no id and time of the venue, so no other process may carry one of its instruments at the same time.</param>
public sealed record LeaseRequest(StreamKey Stream, Guid Owner, bool Exclusive);
