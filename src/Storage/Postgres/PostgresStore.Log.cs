using Microsoft.Extensions.Logging;

namespace OrleansTicks.Storage;

public sealed partial class PostgresStore
{
    [LoggerMessage(LogLevel.Information, "{Store}: brought its schema forward by {Steps} steps")]
    private partial void LogMigrated(string store, int steps);

    [LoggerMessage(LogLevel.Debug, "Made the partitions of {Day}")]
    private partial void LogDay(DateOnly day);

    [LoggerMessage(LogLevel.Information, "Dropped the ticks of {Day}")]
    private partial void LogDropped(DateOnly day);

    [LoggerMessage(LogLevel.Debug, "The database does not take {Day} yet")]
    private partial void LogNotYet(DateOnly day);
}
