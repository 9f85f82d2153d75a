using Microsoft.Extensions.Logging;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Stores whose text begins with <c>sqlite:</c>.</summary>
internal sealed class SqliteOpener : IStoreOpener
{
    private const string Prefix = "sqlite:";

    public string Form => "sqlite:PATH";

    public ITickStore Create(string spec, bool secret, TimeProvider time, ILoggerFactory loggers) => new SqliteStore(Path(spec), time, loggers);

    public Task<ITickReader> OpenReaderAsync(string spec, bool secret, CancellationToken cancellationToken) => SqliteReader.OpenAsync(Path(spec), cancellationToken);

    private string Path(string spec) => spec.Length > Prefix.Length ? spec[Prefix.Length..] : throw new StoreRefusedException($"The file's path is missing: {Form}, for example sqlite:ticks.db.");
}
