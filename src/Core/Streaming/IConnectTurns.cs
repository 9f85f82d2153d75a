namespace OrleansTicks.Core;

/// <summary>Keeps a venue's limit on connects, for all nodes together.</summary>
internal interface IConnectTurns
{
    /// <summary>Returns when this stream may connect.</summary>
    /// <param name="onWait">Told of each wait.</param>
    /// <param name="cancellationToken">Ends the waiting; thrown.</param>
    Task TakeAsync(Action<TimeSpan> onWait, CancellationToken cancellationToken);

    /// <summary>The venue asked for a pause: nobody connects meanwhile.</summary>
    void Rest(TimeSpan pause);
}
