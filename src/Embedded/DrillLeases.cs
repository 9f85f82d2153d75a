using OrleansTicks.Core;

namespace OrleansTicks.Embedded;

/// <summary>Leases behind a line that can be cut.</summary>
internal sealed class DrillLeases(ILeases leases, StoreCut cut) : ILeases
{
    public Task<JoinAnswer> JoinAsync(NodeCard node, string? profile, CancellationToken cancellationToken) => cut.RunAsync(() => leases.JoinAsync(node, profile, cancellationToken));

    public Task LeaveAsync(Guid owner, CancellationToken cancellationToken) => cut.RunAsync(() => leases.LeaveAsync(owner, cancellationToken));

    public Task<LeaseLook> LookAsync(CancellationToken cancellationToken) => cut.RunAsync(() => leases.LookAsync(cancellationToken));

    public Task<LeaseAnswer> AcquireAsync(LeaseRequest request, CancellationToken cancellationToken) => cut.RunAsync(() => leases.AcquireAsync(request, cancellationToken));

    public Task<BeatAnswer> BeatAsync(Beat beat, CancellationToken cancellationToken) => cut.RunAsync(() => leases.BeatAsync(beat, cancellationToken));

    public Task ReleaseAsync(Guid owner, IReadOnlyList<int> released, Reason reason, CancellationToken cancellationToken) =>
        cut.RunAsync(() => leases.ReleaseAsync(owner, released, reason, cancellationToken));

    public Task<DesiredAnswer> SetDesiredAsync(IReadOnlyList<DesiredStream> streams, TimeSpan between, CancellationToken cancellationToken) =>
        cut.RunAsync(() => leases.SetDesiredAsync(streams, between, cancellationToken));

    public Task<IReadOnlyList<StreamReport>> ReadStatusAsync(CancellationToken cancellationToken) => cut.RunAsync(() => leases.ReadStatusAsync(cancellationToken));

    public Task<IReadOnlyList<NodeCard>> ListNodesAsync(CancellationToken cancellationToken) => cut.RunAsync(() => leases.ListNodesAsync(cancellationToken));

    public Task<int> SetDutyAsync(string node, NodeDuty duty, CancellationToken cancellationToken) => cut.RunAsync(() => leases.SetDutyAsync(node, duty, cancellationToken));

    public Task<TimeSpan> TakeTurnAsync(string account, ConnectBudget budget, CancellationToken cancellationToken) => cut.RunAsync(() => leases.TakeTurnAsync(account, budget, cancellationToken));

    public Task RestAsync(string account, TimeSpan pause, CancellationToken cancellationToken) => cut.RunAsync(() => leases.RestAsync(account, pause, cancellationToken));

    public Task AddEventsAsync(IReadOnlyList<NewEvent> events, CancellationToken cancellationToken) => cut.RunAsync(() => leases.AddEventsAsync(events, cancellationToken));
}
