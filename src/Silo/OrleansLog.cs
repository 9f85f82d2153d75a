using Microsoft.Extensions.Logging;

namespace OrleansTicks.Silo;

/// <summary>Orleans' own log in the node's: what an operator must know, and not each step and setting.</summary>
internal sealed class OrleansLog(ILoggerFactory loggers) : ILoggerProvider
{
    /// <summary>What is passed on; <c>--dashboard-trace</c> shows it as well.</summary>
    public static void Configure(ILoggingBuilder logging, ILoggerFactory loggers)
    {
        logging.AddProvider(new OrleansLog(loggers));
        logging.AddFilter((category, level) => level >= LeastOf(category ?? ""));
    }

    public ILogger CreateLogger(string categoryName) => loggers.CreateLogger(categoryName);

    public void Dispose()
    {
    }

    private static LogLevel LeastOf(string category) => category switch
    {
        _ when category.StartsWith("OrleansTicks.", StringComparison.Ordinal) => LogLevel.Trace,
        // At every start: that the server's garbage collector is off, as we want it, and that the time since the machine's start is a long pause.
        "Orleans.Runtime.Silo" or "Orleans.Runtime.Watchdog" => LogLevel.Error,
        _ => LogLevel.Warning,
    };
}
