using Microsoft.Extensions.Logging;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Makes stores of one kind from the text behind <c>--store</c>.</summary>
internal interface IStoreOpener
{
    /// <summary>The kind's example, for messages: <c>sqlite:PATH</c>.</summary>
    string Form { get; }

    /// <param name="spec">The whole text, its prefix too.</param>
    /// <param name="secret">Nobody else sees the text, so it may hold a password.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where it logs.</param>
    ITickStore Create(string spec, bool secret, TimeProvider time, ILoggerFactory loggers);

    /// <summary>Brings its schema forward, and does nothing else.</summary>
    /// <returns>How many steps were missing.</returns>
    Task<int> MigrateAsync(string spec, bool secret, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken);

    /// <summary>Opens it for reading only.</summary>
    Task<ITickReader> OpenReaderAsync(string spec, bool secret, CancellationToken cancellationToken);
}
