using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace OrleansTicks.Core;

/// <summary>Commits a batch, whatever it takes: tries again while the store is away, sets aside rows that it refuses, and parks when waiting mends nothing.</summary>
internal sealed partial class StoreWriter
{
    private readonly ITickStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action _onTrouble;
    private readonly ResiliencePipeline _retry;
    private volatile string? _trouble;
    private volatile bool _parked;

    /// <param name="store">Where to.</param>
    /// <param name="backoff">The pauses between tries.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of trouble once, not at every try.</param>
    /// <param name="onTrouble">Called when trouble begins.</param>
    public StoreWriter(ITickStore store, Backoff backoff, TimeProvider time, ILogger logger, Action onTrouble)
    {
        (_store, _time, _logger, _onTrouble) = (store, time, logger, onTrouble);
        _retry = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = args => ValueTask.FromResult(
                    args.Outcome.Exception is StoreException failure && StoreFaults.Judge(failure.SqlState) is StoreVerdict.TryAgain or StoreVerdict.MissingDay),
                MaxRetryAttempts = int.MaxValue,
                DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(backoff.Pause(args.AttemptNumber)),
                OnRetry = args =>
                {
                    Troubled(args.Outcome.Exception!.Message);
                    return default;
                },
            })
            .Build();
    }

    /// <summary>Null while all is well; else what the store says.</summary>
    public string? Trouble => _trouble;

    public bool IsParked => _parked;

    /// <summary>The last committed sequence of a spool.</summary>
    public async Task<long> GetCursorAsync(Guid spool, CancellationToken cancellationToken)
    {
        long cursor = 0;
        await _retry.ExecuteAsync(async token => cursor = await _store.GetCursorAsync(spool, token), cancellationToken);
        Well();
        return cursor;
    }

    /// <summary>Returns when the batch is in, without the rows that were refused; these are in its quarantine.</summary>
    /// <exception cref="StoreException">Only <see cref="StoreFaults.Fenced"/>: the batch is joined, and its parts must go one by one.</exception>
    public async Task<CommitResult> CommitAsync(TickBatch batch, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                CommitResult? result = null;
                await _retry.ExecuteAsync(async token => result = await _store.CommitAsync(batch, token), cancellationToken);
                Well();
                return result!;
            }
            catch (StoreException refused) when (StoreFaults.Judge(refused.SqlState) is StoreVerdict.BadRows)
            {
                if (await QuarantineAsync(batch, cancellationToken) > 0) continue;
                await ParkAsync(refused.Message, cancellationToken);   // it is not the rows
            }
            catch (StoreException fatal) when (StoreFaults.Judge(fatal.SqlState) is not StoreVerdict.Fenced)
            {
                await ParkAsync(fatal.Message, cancellationToken);
            }
        }
    }

    /// <summary>Nothing is written any more; loudly.</summary>
    public void Park(string problem)
    {
        (_trouble, _parked) = (problem, true);
        LogParked(problem);
        _onTrouble();
    }

    /// <summary>Finds the rows that the store refuses by halving with a dry run, and sets them aside.</summary>
    private async Task<int> QuarantineAsync(TickBatch batch, CancellationToken cancellationToken)
    {
        var bad = new List<(int Index, string Reason)>();
        await FindBadAsync(0, batch.Count);
        for (var i = bad.Count - 1; i >= 0; i--)
        {
            var tick = batch.Ticks[bad[i].Index];
            batch.Quarantined.Add(new QuarantinedRow(tick, batch.Streams[tick.Slot].Lease, bad[i].Reason));
            batch.RemoveAt(bad[i].Index);
            batch.Latest.RemoveAll(row => row.Tick.Instrument == tick.Instrument && row.Tick.Identity == tick.Identity);
        }

        if (bad.Count > 0) LogQuarantined(bad.Count, bad[0].Reason);
        return bad.Count;

        async Task FindBadAsync(int start, int count)
        {
            if (count == 0) return;
            try
            {
                await _retry.ExecuteAsync(async token => await _store.ProbeAsync(batch, start, count, token), cancellationToken);
            }
            catch (StoreException refused) when (StoreFaults.Judge(refused.SqlState) is StoreVerdict.BadRows)
            {
                if (count == 1)
                {
                    bad.Add((start, refused.Message));
                    return;
                }

                await FindBadAsync(start, count / 2);
                await FindBadAsync(start + (count / 2), count - (count / 2));
            }
        }
    }

    private async Task ParkAsync(string problem, CancellationToken cancellationToken)
    {
        Park(problem);
        await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken);
    }

    private void Troubled(string problem)
    {
        var first = _trouble is null;
        _trouble = problem;
        if (!first) return;
        LogTrouble(problem);
        _onTrouble();
    }

    private void Well()
    {
        if (_trouble is null) return;
        _trouble = null;
        LogWell();
    }

    [LoggerMessage(LogLevel.Warning, "The store does not take batches ({Problem}); ticks stay in the spool and we try again")]
    private partial void LogTrouble(string problem);

    [LoggerMessage(LogLevel.Information, "The store takes batches again")]
    private partial void LogWell();

    [LoggerMessage(LogLevel.Critical, "Writing is parked, because waiting does not mend this: {Problem}. Ticks are kept in the spool; mend the cause and restart")]
    private partial void LogParked(string problem);

    [LoggerMessage(LogLevel.Error, "{Rows} rows were refused by the store and lie in quarantine; the first: {Reason}")]
    private partial void LogQuarantined(int rows, string reason);
}
