using Microsoft.Extensions.Logging;
using OrleansTicks.Core;

namespace OrleansTicks.Embedded;

public sealed partial class EmbeddedNode
{
    [LoggerMessage(LogLevel.Information, "Node at {Address}, feed {Feed}, store {Store}")]
    private partial void LogUp(Uri address, string feed, string store);

    [LoggerMessage(LogLevel.Warning, "The store cannot be opened yet, trying again in {Pause}: {Problem}")]
    private partial void LogStoreAway(TimeSpan pause, string problem);

    [LoggerMessage(LogLevel.Warning, "Leaving the cluster takes too long; the others will find out")]
    private partial void LogSlowCluster();

    [LoggerMessage(LogLevel.Warning, "Closing the streams took longer than {Limit}; what they had not handed over will be a gap")]
    private partial void LogSlowStreams(TimeSpan limit);

    [LoggerMessage(LogLevel.Warning, "The stream {Stream} of the replay stays wanted, since the store could not be told: {Problem}")]
    private partial void LogNotStopped(StreamKey stream, string problem);
}
