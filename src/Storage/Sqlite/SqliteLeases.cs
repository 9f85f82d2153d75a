using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Ownership in a SQLite file. One process holds the file, so nobody else can ever take a stream; the rules are kept all the same, by the process's clock.</summary>
internal sealed class SqliteLeases(SqliteStore store, string path) : ILeases
{
    public Task<JoinAnswer> JoinAsync(NodeCard node, string? profile, CancellationToken cancellationToken) =>
        store.RunAsync(database => database.Leases.Join(node, profile, path), cancellationToken);

    public Task LeaveAsync(Guid owner, CancellationToken cancellationToken) => store.RunAsync(database => database.Leases.Leave(owner), cancellationToken);

    public Task<LeaseLook> LookAsync(CancellationToken cancellationToken) => store.RunAsync(database => database.Leases.Look(), cancellationToken);

    public Task<LeaseAnswer> AcquireAsync(LeaseRequest request, CancellationToken cancellationToken) => store.RunAsync(database => database.Leases.Acquire(request), cancellationToken);

    public Task<BeatAnswer> BeatAsync(Beat beat, CancellationToken cancellationToken) => store.RunAsync(database => database.Leases.Renew(beat), cancellationToken);

    public Task ReleaseAsync(Guid owner, IReadOnlyList<int> leases, Reason reason, CancellationToken cancellationToken) =>
        store.RunAsync(database => database.Leases.Release(owner, leases, reason), cancellationToken);

    public Task<DesiredAnswer> SetDesiredAsync(IReadOnlyList<DesiredStream> streams, TimeSpan between, CancellationToken cancellationToken) =>
        store.RunAsync(database => database.Leases.SetDesired(streams, between), cancellationToken);

    public Task<IReadOnlyList<StreamReport>> ReadStatusAsync(CancellationToken cancellationToken) => store.RunAsync(database => database.Leases.ReadStatus(), cancellationToken);

    public Task<IReadOnlyList<NodeCard>> ListNodesAsync(CancellationToken cancellationToken) => store.RunAsync(database => database.Leases.ListNodes(), cancellationToken);

    public Task<int> SetDutyAsync(string node, NodeDuty duty, CancellationToken cancellationToken) =>
        store.RunAsync(database => database.Leases.SetDuty(node, duty), cancellationToken);

    public Task<TimeSpan> TakeTurnAsync(string account, ConnectBudget budget, CancellationToken cancellationToken) =>
        store.RunAsync(database => database.Leases.TakeTurn(account, budget), cancellationToken);

    public Task RestAsync(string account, TimeSpan pause, CancellationToken cancellationToken) => store.RunAsync(database => database.Leases.Rest(account, pause), cancellationToken);

    public Task AddEventsAsync(IReadOnlyList<NewEvent> events, CancellationToken cancellationToken) => store.RunAsync(database => database.Leases.Add(events), cancellationToken);
}
