using Microsoft.Extensions.Logging;

namespace OrleansTicks.Client;

/// <summary>Logs as lines of text: time, level, who, what.</summary>
internal sealed class LineLogger(TextWriter writer, TimeProvider time) : ILoggerProvider
{
    private readonly Lock _gate = new();

    /// <summary>A factory that writes from <paramref name="level"/> up; of the framework's own rooms warnings only.</summary>
    public static ILoggerFactory Factory(TextWriter writer, TimeProvider time, LogLevel level) => LoggerFactory.Create(builder => builder
        .SetMinimumLevel(level)
        .AddFilter("Microsoft", level > LogLevel.Warning ? level : LogLevel.Warning)
        .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)   // it would print the stack of a taken port, which we say in a line
        .AddProvider(new LineLogger(writer, time)));

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName[(categoryName.LastIndexOf('.') + 1)..]);

    public void Dispose()
    {
        lock (_gate) writer.Flush();
    }

    private void Write(LogLevel level, string category, string message, Exception? exception)
    {
        var line = $"{TimeZoneInfo.ConvertTime(time.GetUtcNow(), time.LocalTimeZone):HH:mm:ss.fff} {Word(level)} {category}: {Plain.Text(message)}";
        lock (_gate)
        {
            try
            {
                writer.WriteLine(line);
                if (exception is not null) writer.WriteLine(string.Join('\n', exception.ToString().Split('\n').Select(Plain.Text)));
                writer.Flush();
            }
            catch (IOException)
            {
                return;   // who read the log is gone; that is no reason to stop recording
            }
        }
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info ",
        LogLevel.Warning => "warn ",
        _ => "ERROR",
    };

    private sealed class Category(LineLogger owner, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is not LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            owner.Write(logLevel, name, formatter(state, exception), exception);
    }
}
