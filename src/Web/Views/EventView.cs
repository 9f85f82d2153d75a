using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>One change in the life of a stream or of a node.</summary>
/// <param name="Id">Grows; <c>after</c> and <c>Last-Event-ID</c> take it.</param>
/// <param name="At">When.</param>
/// <param name="What">One word.</param>
/// <param name="Stream">Key; left out where no stream is concerned.</param>
/// <param name="Node">Who tells it.</param>
/// <param name="Reason">One word.</param>
/// <param name="Detail">A sentence.</param>
public sealed record EventView(long Id, DateTimeOffset At, string What, string? Stream = null, string? Node = null, string? Reason = null, string? Detail = null)
{
    public static EventView Of(StreamEvent told) => new(told.Id, told.At, told.What, told.Stream, told.Node, told.Reason, told.Detail);
}
