using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>One tick's place in the history of its stream.</summary>
public sealed record PositionView
{
    public int Lease { get; init; }
    public long N { get; init; }
    public int Connection { get; init; }
    public long Frame { get; init; }

    /// <summary>The store's id of the instrument.</summary>
    public int Instrument { get; init; }

    /// <summary>Its identity, where this process knows it.</summary>
    public string? Symbol { get; init; }

    public required string Kind { get; init; }
    public long Identity { get; init; }

    /// <summary>Arrival, UTC, in microseconds.</summary>
    public required string Received { get; init; }

    /// <summary>The venue's time, UTC, in microseconds.</summary>
    public required string Time { get; init; }

    public static PositionView Of(in Position position, Func<int, string?> nameOf) => new()
    {
        Lease = position.Lease,
        N = position.N,
        Connection = position.Connection,
        Frame = position.Frame,
        Instrument = position.Instrument,
        Symbol = nameOf(position.Instrument),
        Kind = position.Kind.Word(),
        Identity = position.Identity,
        Received = TickTime.Format(position.Received, 0, 6),
        Time = TickTime.Format(position.Time, 0, 6),
    };
}
