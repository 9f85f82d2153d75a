namespace OrleansTicks.Core;

/// <summary>Takes a free stream the way of a cluster: through the one place in it that may run the stream.</summary>
public interface IStreamTaker
{
    /// <returns>Null when it was taken; else why not.</returns>
    /// <exception cref="StoreException">The store is away.</exception>
    Task<string?> TakeAsync(StreamKey stream, CancellationToken cancellationToken);
}
