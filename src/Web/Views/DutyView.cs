namespace OrleansTicks.Web;

/// <summary>What is wanted of the nodes of a name.</summary>
/// <param name="Node">The name.</param>
/// <param name="Duty">open, cordoned or draining.</param>
/// <param name="Nodes">How many nodes have that name.</param>
public sealed record DutyView(string Node, string Duty, int Nodes);
