using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>An interval that is not proven to be covered: everything strictly between its two positions.</summary>
/// <param name="Stream">Key of the stream.</param>
/// <param name="Cause">One word.</param>
/// <param name="Instrument">The one instrument concerned; left out when it is all of the stream.</param>
/// <param name="Kind">With <paramref name="Instrument"/>.</param>
/// <param name="Missing">Ticks missing, where that is known.</param>
/// <param name="Last">Last proven before; left out where nothing before is known.</param>
/// <param name="First">First proven after.</param>
public sealed record GapView(string Stream, string Cause, string? Instrument, string? Kind, long? Missing, PositionView? Last, PositionView First)
{
    public static GapView Of(string stream, Gap gap, Func<int, string?> nameOf) => new(
        stream, gap.Cause.Word(),
        gap.Instrument == 0 ? null : nameOf(gap.Instrument) ?? gap.Instrument.ToString(),
        gap.Kind is TickKind.None ? null : gap.Kind.Word(),
        gap.Missing,
        gap.Last is { } last ? PositionView.Of(last, nameOf) : null,
        PositionView.Of(gap.First, nameOf));
}
