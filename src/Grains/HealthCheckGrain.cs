using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using OrleansTicks.Core;

namespace OrleansTicks.Grains;

/// <summary>Woken every minute by a reminder, on whichever silo: takes what nobody owns and replaces what is stale. Every five minutes it writes down how things are.</summary>
/// <remarks>The sweeps do the same in seconds; this one works where they do not.</remarks>
public sealed partial class HealthCheckGrain(
    SiloParts parts, [PersistentState("health", HealthCheckGrain.Storage)] IPersistentState<HealthHistory> history, ILogger<HealthCheckGrain> logger) : Grain, IHealthCheckGrain, IRemindable
{
    /// <summary>The storage that keeps the history.</summary>
    public const string Storage = "health";

    private const string Reminder = "check";
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1), Full = TimeSpan.FromMinutes(5);

    /// <summary>A stream is left to the sweeps for so long.</summary>
    private static readonly TimeSpan SweepsHave = TimeSpan.FromSeconds(10);

    /// <summary>An owner that has said nothing of a stream for so long while it holds the lease is of no use.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    public async Task BeginAsync()
    {
        if (parts.UsesReminders) await this.RegisterOrUpdateReminder(Reminder, Period, Period);
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => CheckAsync();

    public async Task<HealthReport> CheckAsync()
    {
        var look = await parts.Store.Leases.LookAsync(CancellationToken.None);
        var taken = 0;
        foreach (var free in look.Free.Where(free => free.Feed == parts.Feed.Name && free.For >= SweepsHave))
        {
            var answer = await GrainFactory.GetGrain<IStreamGrain>(free.Stream.ToString()).TakeAsync(by: null);
            if (answer.Refused is null) taken++;
            else LogNotTaken(free.Stream, answer.Refused);
        }

        var replaced = await ReplaceAsync();
        var streams = parts.Streams.List().Where(stream => stream.Feed == parts.Feed.Name && stream.Desired is DesiredState.Run).ToList();
        var report = new HealthReport(
            parts.Time.GetUtcNow(), parts.Feed.Name, streams.Count, streams.Count(stream => stream.IsConnected), taken, replaced, parts.Streams.Nodes().Count(node => node.IsLive));
        if (taken + replaced > 0 || history.State.Newest is not { } newest || report.At - newest.At >= Full) await WriteDownAsync(report);
        return report;
    }

    public Task<IReadOnlyList<HealthReport>> HistoryAsync() => Task.FromResult<IReadOnlyList<HealthReport>>([.. history.State.Reports]);

    /// <summary>Streams that have an owner, are to run, and of which their owner has said nothing for long, or whose data is stale: they begin anew.</summary>
    private async Task<int> ReplaceAsync()
    {
        var stale = parts.Streams.List().Where(stream => stream.Feed == parts.Feed.Name && stream.Desired is DesiredState.Run && IsStale(stream)).ToList();
        foreach (var stream in stale)
        {
            LogReplaced(stream.Key, stream.State.Word(), stream.Data.Word());
            await parts.Streams.RestartAsync(stream.Key.ToString(), CancellationToken.None);
        }

        return stale.Count;
    }

    private bool IsStale(StreamStatus stream) =>
        (stream.State is StreamState.Unknown && parts.Time.GetUtcNow() - stream.AsOf > Silence)
        || (stream is { State: StreamState.Running, Data: DataState.Stale, LastDataAt: { } last } && parts.Time.GetUtcNow() - last > Silence && HasTraded);

    /// <summary>The market has been open for as long as a silence must last to be one.</summary>
    private bool HasTraded => parts.Feed.Traits.Hours is not { } hours || (hours.IsOpen(parts.Time.GetUtcNow()) && hours.IsOpen(parts.Time.GetUtcNow() - Silence));

    private async Task WriteDownAsync(HealthReport report)
    {
        LogHealth(parts.Streams.Nodes().Where(node => node.IsThis).Sum(node => node.Streams), report.Running, report.Desired, report.Taken + report.Replaced, report.Silos);
        history.State.Add(report);
        await history.WriteStateAsync();
    }

    [LoggerMessage(LogLevel.Information, "Health check: {Here} active streams (this silo), {Running} of {Desired} streams (cluster), {Cleaned} stale streams replaced, {Silos} silos")]
    private partial void LogHealth(int here, int running, int desired, int cleaned, int silos);

    [LoggerMessage(LogLevel.Warning, "The health check replaces {Stream}: {State}, data {Data}")]
    private partial void LogReplaced(StreamKey stream, string state, string data);

    [LoggerMessage(LogLevel.Warning, "The health check could not take {Stream}: {Problem}")]
    private partial void LogNotTaken(StreamKey stream, string problem);
}
