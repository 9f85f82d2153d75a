namespace OrleansTicks.Core;

/// <summary>How a node opens its store.</summary>
/// <param name="Simulated">The node's feed makes its data up. A fresh store takes this on; any other must agree. Null = whatever it holds: for who brings no feed.</param>
public sealed record StoreOpening(bool? Simulated);
