namespace OrleansTicks.Core;

/// <summary>What the owner of a stream last said of it.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Node">Name of the owner.</param>
/// <param name="Owner">Its id; empty = nobody owns it now.</param>
/// <param name="Lease">The ownership.</param>
/// <param name="Epoch">Its number.</param>
/// <param name="Age">How long ago it was said, by the store's clock.</param>
/// <param name="Status">The JSON of its beat; null = nothing was said yet under this lease.</param>
public sealed record StreamReport(StreamKey Stream, string Node, Guid Owner, int Lease, long Epoch, TimeSpan Age, string? Status);
