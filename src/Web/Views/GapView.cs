using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>An interval that is not proven to be covered: everything strictly between its two positions.</summary>
public sealed record GapView
{
    /// <summary>Key of the stream.</summary>
    public required string Stream { get; init; }

    /// <summary>One word.</summary>
    public required string Cause { get; init; }

    /// <summary>The one instrument concerned; left out when it is all of the stream.</summary>
    public string? Instrument { get; init; }

    /// <summary>With <see cref="Instrument"/>.</summary>
    public string? Kind { get; init; }

    /// <summary>Ticks missing, where that is known.</summary>
    public long? Missing { get; init; }

    /// <summary>Last proven before; left out where nothing before is known.</summary>
    public PositionView? Last { get; init; }

    /// <summary>First proven after.</summary>
    public required PositionView First { get; init; }

    public static GapView Of(string stream, Gap gap, Func<int, string?> nameOf) => new()
    {
        Stream = stream,
        Cause = gap.Cause.Word(),
        Instrument = gap.Instrument == 0 ? null : nameOf(gap.Instrument) ?? gap.Instrument.ToString(),
        Kind = gap.Kind is TickKind.None ? null : gap.Kind.Word(),
        Missing = gap.Missing,
        Last = gap.Last is { } last ? PositionView.Of(last, nameOf) : null,
        First = PositionView.Of(gap.First, nameOf),
    };
}
