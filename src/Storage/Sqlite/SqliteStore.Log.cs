using Microsoft.Extensions.Logging;

namespace OrleansTicks.Storage;

public sealed partial class SqliteStore
{
    [LoggerMessage(LogLevel.Information, "Store {Path} is open: {Id}, simulated {Simulated}")]
    private partial void LogOpened(string path, Guid id, bool simulated);

    [LoggerMessage(LogLevel.Information, "Store {Path} dropped {Days} days before {Day}")]
    private partial void LogDropped(string path, int days, DateOnly day);
}
