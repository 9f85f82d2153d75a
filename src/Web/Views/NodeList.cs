namespace OrleansTicks.Web;

/// <summary>The nodes of a store, the one that answers first.</summary>
public sealed record NodeList(IReadOnlyList<NodeView> Nodes, DateTimeOffset AsOf);
