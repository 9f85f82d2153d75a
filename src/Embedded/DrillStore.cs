using OrleansTicks.Core;

namespace OrleansTicks.Embedded;

/// <summary>A store behind a line that can be cut.</summary>
internal sealed class DrillStore(ITickStore store, StoreCut cut) : ITickStore
{
    public StoreInfo Info => store.Info;

    public ILeases Leases => field ??= new DrillLeases(store.Leases, cut);

    public Task OpenAsync(StoreOpening opening, CancellationToken cancellationToken) => cut.RunAsync(() => store.OpenAsync(opening, cancellationToken));

    public Task<IReadOnlyList<Instrument>> RegisterInstrumentsAsync(IReadOnlyList<string> identities, CancellationToken cancellationToken) =>
        cut.RunAsync(() => store.RegisterInstrumentsAsync(identities, cancellationToken));

    public Task<IReadOnlyList<Instrument>> ListInstrumentsAsync(CancellationToken cancellationToken) => cut.RunAsync(() => store.ListInstrumentsAsync(cancellationToken));

    public Task<IReadOnlyList<BookMark>> LoadBooksAsync(IReadOnlyList<int> instruments, CancellationToken cancellationToken) =>
        cut.RunAsync(() => store.LoadBooksAsync(instruments, cancellationToken));

    public Task<long> GetCursorAsync(Guid spool, CancellationToken cancellationToken) => cut.RunAsync(() => store.GetCursorAsync(spool, cancellationToken));

    public Task<CommitResult> CommitAsync(TickBatch batch, CancellationToken cancellationToken) => cut.RunAsync(() => store.CommitAsync(batch, cancellationToken));

    public Task ProbeAsync(TickBatch batch, int start, int count, CancellationToken cancellationToken) => cut.RunAsync(() => store.ProbeAsync(batch, start, count, cancellationToken));

    public Task RehearseAsync(TickBatch batch, CancellationToken cancellationToken) => cut.RunAsync(() => store.RehearseAsync(batch, cancellationToken));

    public Task EnsureDayAsync(DateOnly day, CancellationToken cancellationToken) => cut.RunAsync(() => store.EnsureDayAsync(day, cancellationToken));

    public Task<int> DropDaysBeforeAsync(DateOnly day, CancellationToken cancellationToken) => cut.RunAsync(() => store.DropDaysBeforeAsync(day, cancellationToken));

    public Task<IReadOnlyList<DesiredStream>> LoadStreamsAsync(CancellationToken cancellationToken) => cut.RunAsync(() => store.LoadStreamsAsync(cancellationToken));

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
