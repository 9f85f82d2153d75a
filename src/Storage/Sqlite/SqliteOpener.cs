using Microsoft.Extensions.Logging;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Stores whose text is <c>sqlite:PATH</c>.</summary>
internal sealed class SqliteOpener : IStoreOpener
{
    private const string Prefix = "sqlite:";

    public string Form => "sqlite:PATH";

    public ITickStore Create(string spec, bool secret, TimeProvider time, ILoggerFactory loggers) => new SqliteStore(PathOf(spec), time, loggers);

    public Task<ITickReader> OpenReaderAsync(string spec, bool secret, CancellationToken cancellationToken) => SqliteReader.OpenAsync(PathOf(spec), cancellationToken);

    private static string PathOf(string spec) => spec.Length > Prefix.Length ? spec[Prefix.Length..] : throw new StoreRefusedException("sqlite: must be followed by the path of a file, for example sqlite:ticks.db.");
}
