namespace OrleansTicks.Core;

/// <summary>One open socket. One reader at a time; sending may run beside reading.</summary>
public interface IFeedConnection : IAsyncDisposable
{
    /// <summary>Waits for at least one message and returns all that had arrived: one wake-up, one batch. It is good until the next call.</summary>
    /// <exception cref="FeedException">The connection ended; reason and close code say how.</exception>
    ValueTask<FrameBatch> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Sends one message, text or binary as the venue wants its requests. May be called from several places at once.</summary>
    ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);
}
