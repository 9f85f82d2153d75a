using Microsoft.Extensions.Logging;
using OrleansTicks.Core;
using OrleansTicks.Embedded;
using OrleansTicks.Web;

namespace OrleansTicks.Client;

/// <summary>One life of a node under <c>up</c>: start, show, end in good order.</summary>
/// <param name="world">Where it shows itself.</param>
/// <param name="settings">What it was told.</param>
/// <param name="cluster">Makes it a silo; null = a node of its own.</param>
internal sealed class UpRun(Surroundings world, UpSettings settings, Func<ILoggerFactory, INodeCluster>? cluster = null)
{
    /// <summary>Ten seconds are promised; the rest is for calling off what hangs.</summary>
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(8);

    private bool IsLive => world.IsTerminal && settings.Output is OutputFormat.Table;

    public async Task<int> RunAsync(CancellationToken interrupted)
    {
        using var log = OpenLog();
        using var loggers = LineLogger.Factory(log ?? world.Error, world.Time, settings.Level ?? (settings.Output is OutputFormat.Json ? LogLevel.Warning : LogLevel.Information));
        await using var node = new EmbeddedNode(settings.Node, world.Time, loggers, cluster?.Invoke(loggers));
        try
        {
            await StartAsync(node, interrupted);
            var where = log is null ? "" : $", log in {LogPath}";
            world.Say($"listening on {node.Address!.GetLeftPart(UriPartial.Authority)}, feed {settings.Node.Feed.Name}, store {node.StoreName}{where}");
            foreach (var notice in node.Notices) world.Say(notice);
            await ShowAsync(node, interrupted);
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            // Ctrl-C while it was starting: what was opened is closed in the same order.
        }
        catch (IOException broken) when (BrokenPipe.Is(broken))
        {
            // Nobody looks any more. What was received is stored all the same.
        }

        return Report(await node.StopAsync(DrainLimit));
    }

    /// <summary>On a terminal the log goes into a file, so what a slow start waits for is said here.</summary>
    private async Task StartAsync(EmbeddedNode node, CancellationToken interrupted)
    {
        var start = node.StartAsync(interrupted);
        string? said = null;
        while (IsLive && await Task.WhenAny(start, Task.Delay(TimeSpan.FromSeconds(2), world.Time, interrupted)) != start && !interrupted.IsCancellationRequested)
        {
            if (node.NotReady is { } waiting && waiting != said) world.Say(said = waiting);
        }

        await start;
    }

    private string LogPath => Path.Combine(settings.Node.Data, "ticks.log");

    /// <summary>The live board owns the terminal, so the log goes into a file, which a new run begins anew.</summary>
    private StreamWriter? OpenLog()
    {
        if (!IsLive) return null;
        Directory.CreateDirectory(settings.Node.Data);
        return new StreamWriter(LogPath, append: false);
    }

    private async Task ShowAsync(EmbeddedNode node, CancellationToken interrupted)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        _ = settings.Node.Replay?.Ended.ContinueWith(_ => end.CancelAsync(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        using var timer = settings.For is { } span ? world.Time.CreateTimer(_ => end.Cancel(), null, span, Timeout.InfiniteTimeSpan) : null;
        // With JSON the output is one object, and everything else is talk.
        var show = new BoardShow(world, settings.Output is OutputFormat.Json ? world.Error : world.Out);
        if (IsLive) await show.LiveAsync(_ => Task.FromResult(Read(node.Streams)), end.Token);
        else await show.LinesAsync(settings.MonitorInterval, _ => Task.FromResult(Read(node.Streams)), end.Token);
    }

    private Board Read(IStreamControl streams) => Board.Of(
        [.. streams.List().Select(status => StreamView.Of(status, static _ => null))], TotalsView.Of(streams.Totals()), world.Time.GetUtcNow(), world.Time.LocalTimeZone);

    private int Report(NodeEnd end)
    {
        var totals = end.Totals;
        if (settings.Output is OutputFormat.Json) world.Out.WriteJson(UpSummary.Of(end), UpJson.Default.UpSummary);
        world.Say($"stored {totals.Stored:N0} ticks; {Left(end)}");
        if (!end.IsClean) return ExitCode.Error;
        return settings.For is not null && end.Streams.Any(stream => stream.State is StreamState.Parked) ? ExitCode.Degraded : ExitCode.Ok;
    }

    private static string Left(NodeEnd end)
    {
        if (end.IsClean) return "nothing stays in the spool";
        var what = end.Unrecovered ? "what an earlier run received stays" : $"{end.Totals.InSpool:N0} stay";
        var trouble = end.Totals.StoreTrouble is { } said ? $"; the store says: {said}" : "";
        return $"{what} in the spool ({end.Spool}) and will be stored at the next start{trouble}";
    }
}
