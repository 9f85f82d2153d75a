namespace OrleansTicks.Web;

/// <summary>What is being broken.</summary>
/// <param name="Said">In a sentence, with what should follow.</param>
/// <param name="Node">Name of the node that it happens to.</param>
/// <param name="Streams">Keys of the streams that it owns right now.</param>
public sealed record DrillView(string Said, string Node, IReadOnlyList<string> Streams);
