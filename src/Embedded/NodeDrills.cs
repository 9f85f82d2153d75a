using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OrleansTicks.Web;

namespace OrleansTicks.Embedded;

/// <summary>Breaks the process that it runs in.</summary>
internal sealed partial class NodeDrills(StoreCut cut, TimeProvider time, ILogger<NodeDrills> logger) : IDrills
{
    /// <summary>What the answer is given to leave the machine.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    public void Kill()
    {
        LogDying();
        _ = DieAsync();

        async Task DieAsync()
        {
            await Task.Delay(Moment, time, CancellationToken.None);
            using var self = Process.GetCurrentProcess();
            self.Kill();
        }
    }

    public void CutStore(TimeSpan span)
    {
        LogCut(span);
        cut.For(span);
    }

    [LoggerMessage(LogLevel.Warning, "A drill ends this process now")]
    private partial void LogDying();

    [LoggerMessage(LogLevel.Warning, "A drill keeps this node from its store for {Span}")]
    private partial void LogCut(TimeSpan span);
}
