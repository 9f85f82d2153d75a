namespace OrleansTicks.Core;

/// <summary>Reads one stream in this process whenever the process owns it.</summary>
/// <remarks>One caller at a time takes it; anybody may end it.</remarks>
public interface IStreamRunner
{
    /// <summary>It owns its stream, or still ends what it began to own.</summary>
    bool IsOwned { get; }

    /// <summary>Takes the stream when it is free, and begins to read it.</summary>
    /// <returns>Null when it is ours; else why not.</returns>
    /// <exception cref="StoreException">The store is away.</exception>
    Task<string?> TakeAsync(CancellationToken cancellationToken);

    /// <summary>Closes the socket, waits until what was read is durable, and gives the ownership back. Who asks while it ends waits for the same end.</summary>
    Task EndAsync(Reason reason);

    /// <summary>Completes when it owns nothing, whoever ended it.</summary>
    Task WhenFreeAsync();
}
