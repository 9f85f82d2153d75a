namespace OrleansTicks.Core;

/// <summary>Starts, stops and shows streams. The embedded node and the cluster each have one; API, page and board use nothing else.</summary>
public interface IStreamControl
{
    /// <summary>Makes the group desired and starts its streams. Asking twice changes nothing.</summary>
    /// <exception cref="StartRefusedException">The request cannot be met; the message names what and what would do.</exception>
    Task<StartResult> StartAsync(StartRequest request, CancellationToken cancellationToken);

    /// <summary>Stops a group or one stream (key or short id), or all of them with null. The stop is remembered over restarts.</summary>
    /// <returns>The streams that were stopped; empty when none has that name.</returns>
    Task<IReadOnlyList<StreamKey>> StopAsync(string? key, CancellationToken cancellationToken);

    /// <summary>Closes the socket and keeps the wish to run in mind: <see cref="ResumeAsync"/> brings it back. Null = all that run.</summary>
    /// <returns>The streams that are now paused; empty when none has that name.</returns>
    Task<IReadOnlyList<StreamKey>> PauseAsync(string? key, CancellationToken cancellationToken);

    /// <summary>Runs again what was paused. Null = all that are paused.</summary>
    /// <returns>The streams that will run; empty when none has that name.</returns>
    Task<IReadOnlyList<StreamKey>> ResumeAsync(string? key, CancellationToken cancellationToken);

    /// <summary>Ends each stream and begins it anew, on whichever node; also one that parked. A stopped one is refused.</summary>
    /// <returns>The streams that begin anew; empty when none has that name.</returns>
    /// <exception cref="StartRefusedException">It is stopped; the message says how to start it.</exception>
    Task<IReadOnlyList<StreamKey>> RestartAsync(string key, CancellationToken cancellationToken);

    /// <summary>Has whoever reads these streams keep their raw frames in files, or no longer; remembered over restarts and owners. Stopped ones are left out.</summary>
    /// <returns>The streams that are recorded now, or no longer; empty when none has that name.</returns>
    Task<IReadOnlyList<StreamKey>> RecordAsync(string key, bool record, CancellationToken cancellationToken);

    /// <summary>Has a group, or one stream of it (key or short id), carry symbols more or no longer. Open connections are told the difference; what stays is not touched. The key stays.</summary>
    /// <exception cref="StartRefusedException">A symbol is none of this venue, is not carried, or has no room; the message names it and what would do. Nothing is changed then.</exception>
    Task<EditResult> EditAsync(string key, IReadOnlyList<string> add, IReadOnlyList<string> remove, CancellationToken cancellationToken);

    /// <summary>What each stream of that name is to carry; empty when none has that name.</summary>
    IReadOnlyList<(StreamKey Stream, IReadOnlyList<Instrument> Instruments)> Carried(string key);

    /// <summary>Every known stream of all nodes, in order of key and number. Never waits for a socket or a database; what others own is at most some seconds old and says so.</summary>
    IReadOnlyList<StreamStatus> List();

    /// <summary>The newest price or quote of each instrument with data; memory is the truth.</summary>
    IReadOnlyList<LatestTick> Latest();

    /// <summary>The nodes of this store, this one first. Never waits.</summary>
    IReadOnlyList<NodeStatus> Nodes();

    /// <summary>Says what is wanted of the nodes of that name; they notice within a second.</summary>
    /// <returns>How many nodes have that name.</returns>
    Task<int> SetDutyAsync(string node, NodeDuty duty, CancellationToken cancellationToken);

    /// <summary>Counts of this process.</summary>
    NodeTotals Totals();
}
