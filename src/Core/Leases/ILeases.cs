namespace OrleansTicks.Core;

/// <summary>Who may read which stream: enforced by the store, by the store's clock. One statement a call; fails plainly with a <see cref="StoreException"/>.</summary>
/// <remarks>
/// An ownership has an epoch that only grows. It lives for the profile's time after each renewal; nobody else may take the stream before it expired and the
/// lock-delay has passed, or it was released. What an earlier owner received after its successor's begin is never stored (<see cref="ITickStore.CommitAsync"/>).
/// </remarks>
public interface ILeases
{
    /// <summary>Registers the process, and settles the profile: the first node that names one, or leaves it out, decides.</summary>
    /// <param name="node">The process.</param>
    /// <param name="profile">The profile it wants; null = the store's.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="StoreRefusedException">The store has another profile; the message names both.</exception>
    Task<JoinAnswer> JoinAsync(NodeCard node, string? profile, CancellationToken cancellationToken);

    /// <summary>Releases all leases of a process and forgets it. For its end, and for one that is proven dead.</summary>
    Task LeaveAsync(Guid owner, CancellationToken cancellationToken);

    /// <summary>Looks for streams that may be taken. Cheap: asked five times a second by every node.</summary>
    Task<LeaseLook> LookAsync(CancellationToken cancellationToken);

    /// <summary>Takes a stream if it is to run, is free, and no other process carries an instrument that only one may carry.</summary>
    Task<LeaseAnswer> AcquireAsync(LeaseRequest request, CancellationToken cancellationToken);

    /// <summary>Renews all leases of a process and writes their status, in one call. A lease that expired and was not taken is renewed like any other.</summary>
    Task<BeatAnswer> BeatAsync(Beat beat, CancellationToken cancellationToken);

    /// <summary>Gives leases back: others may take the streams at once. What they accepted may still be committed. Leases that are not the owner's are left alone.</summary>
    /// <param name="owner">The process.</param>
    /// <param name="leases">Which.</param>
    /// <param name="reason">Why, for the event.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task ReleaseAsync(Guid owner, IReadOnlyList<int> leases, Reason reason, CancellationToken cancellationToken);

    /// <summary>
    /// Remembers what is wanted, all of it or nothing: every stream's generation must be newer than the one that is remembered. Streams that begin to run
    /// get their turns <paramref name="between"/> apart, behind those that wait already.
    /// </summary>
    Task<DesiredAnswer> SetDesiredAsync(IReadOnlyList<DesiredStream> streams, TimeSpan between, CancellationToken cancellationToken);

    /// <summary>The last status of every stream that somebody owns.</summary>
    Task<IReadOnlyList<StreamReport>> ReadStatusAsync(CancellationToken cancellationToken);

    /// <summary>All nodes that joined and did not leave, also silent ones.</summary>
    Task<IReadOnlyList<NodeCard>> ListNodesAsync(CancellationToken cancellationToken);

    /// <summary>Says what is wanted of the nodes of that name, or of the one with that id. They notice within a second.</summary>
    /// <returns>How many nodes that are.</returns>
    Task<int> SetDutyAsync(string node, NodeDuty duty, CancellationToken cancellationToken);

    /// <summary>Takes a turn to connect out of an account's budget, which all nodes share: a strict rolling window.</summary>
    /// <returns>Zero = connect now, the turn is taken; else how long to wait before asking again.</returns>
    Task<TimeSpan> TakeTurnAsync(string account, ConnectBudget budget, CancellationToken cancellationToken);

    /// <summary>Nobody connects with this account for a while: the venue said so.</summary>
    Task RestAsync(string account, TimeSpan pause, CancellationToken cancellationToken);

    /// <summary>Writes events that only the process knows; those of leases and desires are written by the calls above.</summary>
    Task AddEventsAsync(IReadOnlyList<NewEvent> events, CancellationToken cancellationToken);
}
