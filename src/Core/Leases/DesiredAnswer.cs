namespace OrleansTicks.Core;

/// <summary>What became of a change of desires.</summary>
/// <param name="Applied">All of it; false = somebody was newer, and nothing was changed: read again and decide again.</param>
/// <param name="Wait">How long until the first of the streams may start, after those that wait for their turn.</param>
public sealed record DesiredAnswer(bool Applied, TimeSpan Wait);
