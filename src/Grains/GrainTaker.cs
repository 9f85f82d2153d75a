using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using OrleansTicks.Core;

namespace OrleansTicks.Grains;

/// <summary>Takes streams through their grains, which are to live in this silo where they do not live yet.</summary>
public sealed partial class GrainTaker(TimeProvider time, ILogger<GrainTaker> logger) : IStreamTaker
{
    /// <summary>A grain that answers later is looked for again by the next sweep: it must not hold up the other streams.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>A grain that made room is gone within milliseconds.</summary>
    private const int MostMoves = 20;
    private static readonly TimeSpan MovePause = TimeSpan.FromMilliseconds(25);

    private volatile IGrainFactory? _factory;
    private SiloAddress? _here;

    /// <summary>The silo runs: grains can be called.</summary>
    public void Open(IGrainFactory factory, SiloAddress here) => (_here, _factory) = (here, factory);

    public async Task<string?> TakeAsync(StreamKey stream, CancellationToken cancellationToken)
    {
        if (_factory is not { } factory) return "the silo is still starting";
        try
        {
            var answer = await AskAsync(factory.GetGrain<IStreamGrain>(stream.ToString()), cancellationToken).WaitAsync(Patience, time, cancellationToken);
            return answer.Away ? throw new StoreException("08006", answer.Refused!) : answer.Refused;
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException)
        {
            LogNotTaken(stream, failure.Message);
            return $"its grain does not answer yet: {failure.Message}";
        }
    }

    private async Task<TakeAnswer> AskAsync(IStreamGrain grain, CancellationToken cancellationToken)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, _here!);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var answer = await grain.TakeAsync(_here);
                if (!answer.Moving || attempt == MostMoves) return answer;
                await Task.Delay(MovePause, time, cancellationToken);
            }
        }
        finally
        {
            RequestContext.Remove(IPlacementDirector.PlacementHintKey);
        }
    }

    [LoggerMessage(LogLevel.Information, "The grain of {Stream} could not be asked: {Problem}")]
    private partial void LogNotTaken(StreamKey stream, string problem);
}
