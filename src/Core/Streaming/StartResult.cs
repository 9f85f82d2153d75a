namespace OrleansTicks.Core;

/// <summary>The answer to a start.</summary>
/// <param name="Answer">One word for the whole group.</param>
/// <param name="Group">Its canonical key.</param>
/// <param name="Streams">Its streams.</param>
public sealed record StartResult(StartAnswer Answer, GroupKey Group, IReadOnlyList<StreamKey> Streams);
