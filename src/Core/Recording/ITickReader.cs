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

    /// <summary>Gaps that overlap the interval by their times of receipt, oldest first, at most <paramref name="limit"/>; with the stream's key.</summary>
    Task<IReadOnlyList<(string Stream, Gap Gap)>> ListGapsAsync(long from, long to, int limit, CancellationToken cancellationToken);

    /// <summary>Streams with their store ids and the instruments of their plans.</summary>
    Task<IReadOnlyList<(int Stream, DesiredStream Desired)>> ListStreamsAsync(CancellationToken cancellationToken);
}
