using Microsoft.Extensions.Logging;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Stores whose text begins with <c>sqlite:</c>.</summary>
internal sealed class SqliteOpener : IStoreOpener
{
    private const string Prefix = "sqlite:";

    public string Form => "sqlite:PATH";

    public ITickStore Create(string spec, bool secret, TimeProvider time, ILoggerFactory loggers) => new SqliteStore(Path(spec), time, loggers);

    /// <summary>A file is brought forward by whoever opens it, so there is never a step to make by hand.</summary>
    public Task<int> MigrateAsync(string spec, bool secret, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken) =>
        throw new StoreRefusedException($"{Path(spec)} needs no migration by hand: a SQLite file is brought forward by the node that opens it.");

    public Task<ITickReader> OpenReaderAsync(string spec, bool secret, CancellationToken cancellationToken) => SqliteReader.OpenAsync(Path(spec), cancellationToken);

    private string Path(string spec) => spec.Length > Prefix.Length ? spec[Prefix.Length..] : throw new StoreRefusedException($"The file's path is missing: {Form}, for example sqlite:ticks.db.");
}
