using Microsoft.Extensions.Logging;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Stores whose text begins with <c>postgres:</c>.</summary>
internal sealed class PostgresOpener : IStoreOpener
{
    public string Form => "postgres:@FILE";

    public ITickStore Create(string spec, bool secret, TimeProvider time, ILoggerFactory loggers) =>
        new PostgresStore(PostgresSettings.Parse(spec, secret), time, loggers);

    public async Task<int> MigrateAsync(string spec, bool secret, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var settings = PostgresSettings.Parse(spec, secret);
        await using var source = settings.CreateDataSource(connections: 1);
        return await new PostgresSchema(source, settings.Description).MigrateOrCheckAsync(cancellationToken);
    }

    public async Task<ITickReader> OpenReaderAsync(string spec, bool secret, CancellationToken cancellationToken) =>
        await PostgresReader.OpenAsync(PostgresSettings.Parse(spec, secret), cancellationToken);
}
