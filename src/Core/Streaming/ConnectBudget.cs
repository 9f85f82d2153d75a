namespace OrleansTicks.Core;

/// <summary>How many connection attempts a venue allows one address in any window of this length.</summary>
public readonly record struct ConnectBudget(int Attempts, TimeSpan Window);
