using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace OrleansTicks.Cluster.Tests;

/// <summary>What a silo logged, for a test that fails.</summary>
internal sealed class Journal : ILoggerFactory, ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public string Tail => string.Join('\n', _lines.TakeLast(40));

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    private sealed class Logger(Journal journal, string name) : ILogger
    {
        private readonly LogLevel _least = name.StartsWith("OrleansTicks", StringComparison.Ordinal) ? LogLevel.Debug : LogLevel.Warning;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= _least;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) journal._lines.Enqueue($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {logLevel} {name}: {formatter(state, exception)} {exception?.Message}");
        }
    }
}
