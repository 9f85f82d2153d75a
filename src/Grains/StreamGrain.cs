using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using OrleansTicks.Core;

namespace OrleansTicks.Grains;

/// <summary>Holds one stream's runner while this silo owns the stream. It lives exactly as long as the ownership: who loses the lease makes room.</summary>
/// <remarks>The socket's loop runs on the thread pool, never on the grain's scheduler; the end of the grain waits for the end of the loop.</remarks>
[KeepAlive, Immovable]
public sealed partial class StreamGrain(SiloParts parts, ILogger<StreamGrain> logger) : Grain, IStreamGrain
{
    private IStreamRunner? _runner;

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_runner is { IsOwned: true } runner) await runner.EndAsync(reason.ReasonCode is DeactivationReasonCode.ShuttingDown ? Reason.Deploy : Reason.Rebalance);
    }

    public async Task<TakeAnswer> TakeAsync(SiloAddress? by)
    {
        RequestContext.Clear();   // where the caller wanted this grain is no wish for the grains that it calls, now or in its loop
        if (by is not null && !by.Equals(GrainContext.Address.SiloAddress) && _runner is not { IsOwned: true })
        {
            // Not just deactivated: the next call would find its way here once more, and be answered by a new grain in the same place.
            RequestContext.Set(IPlacementDirector.PlacementHintKey, by);
            this.MigrateOnIdle();
            return new TakeAnswer($"its grain is leaving silo {parts.Name}", Away: false, Moving: true);
        }

        var answer = await TryTakeAsync();
        if (answer.Refused is null) _ = LeaveWhenFreeAsync(_runner!);
        else DeactivateOnIdle();   // elsewhere it may succeed
        return answer;
    }

    public async Task EndAsync()
    {
        if (_runner is not null) await _runner.EndAsync(Reason.Rebalance);
    }

    public Task<StreamPlace> ShowAsync() => Task.FromResult(new StreamPlace(parts.Name, _runner is { IsOwned: true }));

    private async Task<TakeAnswer> TryTakeAsync()
    {
        try
        {
            var key = this.GetPrimaryKeyString();
            if (!StreamKey.TryParse(key, out var stream)) return new TakeAnswer($"'{key}' is no stream key", Away: false);
            _runner ??= await parts.Streams.FindRunnerAsync(stream, CancellationToken.None);
            if (_runner is null) return new TakeAnswer($"silo {parts.Name} serves feed '{parts.Feed.Name}' and does not know {key}", Away: false);
            return new TakeAnswer(await _runner.TakeAsync(CancellationToken.None), Away: false);
        }
        catch (StoreException away)
        {
            return new TakeAnswer(away.Message, Away: true);
        }
    }

    private async Task LeaveWhenFreeAsync(IStreamRunner runner)
    {
        await runner.WhenFreeAsync();
        LogLeaves(this.GetPrimaryKeyString());
        DeactivateOnIdle();
    }

    [LoggerMessage(LogLevel.Debug, "The grain of {Stream} makes room")]
    private partial void LogLeaves(string stream);
}
