using Microsoft.Extensions.Logging;

namespace OrleansTicks.Core;

internal sealed partial class StreamSession
{
    [LoggerMessage(LogLevel.Information, "Stream {Stream} is connected")]
    private partial void LogConnected(StreamKey stream);

    [LoggerMessage(LogLevel.Warning, "Stream {Stream} dropped ({Reason}: {Detail}); trying again in {Pause}")]
    private partial void LogTryingAgain(StreamKey stream, Reason reason, string detail, TimeSpan pause);

    [LoggerMessage(LogLevel.Error, "Stream {Stream} gave up: {Detail}")]
    private partial void LogParked(StreamKey stream, string detail);

    [LoggerMessage(LogLevel.Error, "Stream {Stream} had no room for {Ticks} ticks; they lie in a gap")]
    private partial void LogRefused(StreamKey stream, int ticks);

    [LoggerMessage(LogLevel.Information, "Stream {Stream} carries {Added} symbols more and {Removed} no longer, on the same connection")]
    private partial void LogChanged(StreamKey stream, int added, int removed);

    [LoggerMessage(LogLevel.Warning, "Stream {Stream} cannot change its open connection and takes a new one: {Problem}")]
    private partial void LogNotChanged(StreamKey stream, string problem);

    [LoggerMessage(LogLevel.Information, "Stream {Stream} is read on from a new connection, which overlapped with the one before")]
    private partial void LogRenewed(StreamKey stream);

    [LoggerMessage(LogLevel.Warning, "Stream {Stream} could not replace its connection yet: {Problem}")]
    private partial void LogNotRenewed(StreamKey stream, string problem);
}
