namespace OrleansTicks.Core;

/// <summary>Reads a store without owning it: export, lists, the simulator's check. Opens read-only and changes nothing.</summary>
public interface ITickReader : IAsyncDisposable
{
    Task<IReadOnlyList<Instrument>> ListInstrumentsAsync(CancellationToken cancellationToken);

    /// <summary>Rows of one instrument in order of (time, kind, identity), from inclusive, to exclusive, in microseconds since 1970 UTC.</summary>
    /// <param name="instrument">Its id.</param>
    /// <param name="quotes">True: quotes; false: trades of all kinds.</param>
    /// <param name="from">First microsecond.</param>
    /// <param name="to">First microsecond no longer wanted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<Tick> ReadTicksAsync(int instrument, bool quotes, long from, long to, CancellationToken cancellationToken);

    /// <summary>Rows of one instrument beside its prices, in the order of their time, then of their receipt; from inclusive, to exclusive, in microseconds since 1970 UTC.</summary>
    /// <param name="instrument">Its id.</param>
    /// <param name="kind"><see cref="TickKind.Day"/>, <see cref="TickKind.Depth"/> or <see cref="TickKind.Candle"/>, whose time is that of their beginning.</param>
    /// <param name="from">First microsecond.</param>
    /// <param name="to">First microsecond no longer wanted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<Tick> ReadRowsAsync(int instrument, TickKind kind, long from, long to, CancellationToken cancellationToken);

    /// <summary>Gaps that overlap the interval by their times of receipt, oldest first, at most <paramref name="limit"/>; with the stream's key.</summary>
    Task<IReadOnlyList<(string Stream, Gap Gap)>> ListGapsAsync(long from, long to, int limit, CancellationToken cancellationToken);

    /// <summary>Life changes in order of their ids: those after <paramref name="after"/>, at most <paramref name="limit"/>; with 0 the newest.</summary>
    /// <param name="after">The last id already seen; 0 = none, begin with the newest. Anything below 0 begins with the oldest.</param>
    /// <param name="stream">A stream's key, or a group's for all of its streams, in canonical form; null = all, those of no stream included.</param>
    /// <param name="limit">At most as many.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <remarks>Where several processes write to one store, an event may become visible shortly after one with a higher id.</remarks>
    Task<IReadOnlyList<StreamEvent>> ListEventsAsync(long after, string? stream, int limit, CancellationToken cancellationToken);

    /// <summary>Streams with their store ids and the instruments of their plans.</summary>
    Task<IReadOnlyList<(int Stream, DesiredStream Desired)>> ListStreamsAsync(CancellationToken cancellationToken);
}
