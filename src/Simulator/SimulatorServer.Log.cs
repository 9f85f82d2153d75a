using Microsoft.Extensions.Logging;

namespace OrleansTicks.Simulator;

public sealed partial class SimulatorServer
{
    [LoggerMessage(LogLevel.Information, "Simulating {Feed} on port {Port}: {Symbols} symbols")]
    private partial void LogServing(string feed, int port, int symbols);

    [LoggerMessage(LogLevel.Information, "Recording {File}: {Frames} frames, {Skipped} other lines skipped")]
    private partial void LogRecording(string file, int frames, long skipped);

    [LoggerMessage(LogLevel.Debug, "Connection {Connection} opened on {Path}")]
    private partial void LogOpened(int connection, string path);

    [LoggerMessage(LogLevel.Information, "Handshake refused with {Status}")]
    private partial void LogRefused(int status);

    [LoggerMessage(LogLevel.Information, "Fault at its time: {Fault}")]
    private partial void LogFault(SimulatorFault fault);

    [LoggerMessage(LogLevel.Error, "Connection {Connection} failed")]
    private partial void LogFailed(int connection, Exception fault);
}
