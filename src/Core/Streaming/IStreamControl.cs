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

    /// <summary>Every known stream, in order of key and number. Never waits for a socket or a database.</summary>
    IReadOnlyList<StreamStatus> List();

    /// <summary>The newest price or quote of each instrument with data; memory is the truth.</summary>
    IReadOnlyList<LatestTick> Latest();

    /// <summary>Counts of the whole process.</summary>
    NodeTotals Totals();
}
