namespace OrleansTicks.Core;

/// <summary>How one connection ended.</summary>
/// <param name="Reason">What kind of end.</param>
/// <param name="Detail">In words, without secrets.</param>
/// <param name="HadData">Data arrived on it: it counts as a success, and the back-off begins anew.</param>
/// <param name="Cause">What the hole behind it is called.</param>
/// <param name="RetryAfter">How long the venue asked us to wait.</param>
internal sealed record Ending(Reason Reason, string Detail, bool HadData, GapCause Cause, TimeSpan? RetryAfter = null);
