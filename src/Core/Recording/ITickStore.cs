namespace OrleansTicks.Core;

/// <summary>Where ticks end up. Fails plainly, once, with a <see cref="StoreException"/>; who tries again is not its business.</summary>
public interface ITickStore : IAsyncDisposable
{
    /// <summary>Known after <see cref="OpenAsync"/>.</summary>
    StoreInfo Info { get; }

    /// <summary>Who may read which stream; usable after <see cref="OpenAsync"/>.</summary>
    ILeases Leases { get; }

    /// <summary>Migrates or checks the schema, and claims the store for real or for simulated data.</summary>
    /// <exception cref="StoreRefusedException">The store cannot be used as asked; the message says why and what would do.</exception>
    Task OpenAsync(StoreOpening opening, CancellationToken cancellationToken);

    /// <summary>Ids of instruments by their identities, in the same order; unknown ones are added.</summary>
    Task<IReadOnlyList<Instrument>> RegisterInstrumentsAsync(IReadOnlyList<string> identities, CancellationToken cancellationToken);

    /// <summary>All instruments, in order of id.</summary>
    Task<IReadOnlyList<Instrument>> ListInstrumentsAsync(CancellationToken cancellationToken);

    /// <summary>The newest ids that the store holds of these instruments.</summary>
    Task<IReadOnlyList<BookMark>> LoadBooksAsync(IReadOnlyList<int> instruments, CancellationToken cancellationToken);

    /// <summary>The last sequence of the spool that is committed; 0 for a spool it never saw.</summary>
    Task<long> GetCursorAsync(Guid spool, CancellationToken cancellationToken);

    /// <summary>Puts a batch in: rows, gaps, marks, latest and the spool's cursor in one transaction. A missing day is made first, outside of it.</summary>
    /// <remarks>
    /// Fenced by the leases of the batch. Rows of a current lease go in. Rows of a past one go in only where all of them were received before its successor
    /// began (<see cref="BatchStream.ReceivedBy"/> is at most the ownership's end, by the store's clock): they were accepted then, and fill a part of the gap that
    /// the successor opened. Any other row is left out and counted. Where <see cref="TickBatch.Joined"/> is set and a lease would be fenced, nothing is changed and
    /// the call fails with <see cref="StoreFaults.Fenced"/>: who joined the batches commits them one by one, so that none is left out for another's sake.
    /// </remarks>
    Task<CommitResult> CommitAsync(TickBatch batch, CancellationToken cancellationToken);

    /// <summary>Tries rows <paramref name="start"/> to <paramref name="start"/> + <paramref name="count"/> - 1 and undoes it: throws exactly when a commit of them would.</summary>
    Task ProbeAsync(TickBatch batch, int start, int count, CancellationToken cancellationToken);

    /// <summary>Goes the way of a commit of this batch and undoes all of it, so that the first real one finds everything ready. Its leases must be 0: nobody's.</summary>
    Task RehearseAsync(TickBatch batch, CancellationToken cancellationToken) => ProbeAsync(batch, 0, batch.Count, cancellationToken);

    /// <summary>Makes the place for a day's rows.</summary>
    Task EnsureDayAsync(DateOnly day, CancellationToken cancellationToken);

    /// <summary>Drops whole days before <paramref name="day"/> and says how many days that were.</summary>
    Task<int> DropDaysBeforeAsync(DateOnly day, CancellationToken cancellationToken);

    /// <summary>What was remembered, stopped ones too.</summary>
    Task<IReadOnlyList<DesiredStream>> LoadStreamsAsync(CancellationToken cancellationToken);
}
