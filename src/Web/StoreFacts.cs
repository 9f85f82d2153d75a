namespace OrleansTicks.Web;

/// <summary>What a node knows of its open store.</summary>
/// <param name="Schema">Steps that its schema has behind it.</param>
/// <param name="Lease">Name of its lease profile.</param>
/// <param name="ClockAhead">How far its clock is ahead of the node's, to within the time that an answer takes.</param>
public sealed record StoreFacts(int Schema, string Lease, TimeSpan ClockAhead);
