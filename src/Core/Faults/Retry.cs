using Polly;
using Polly.Retry;

namespace OrleansTicks.Core;

/// <summary>Tries a connection again and again: back-off with full jitter, reset by the first data; gives up after two refusals of our credentials or ten tries without data in session.</summary>
/// <param name="backoff">How long it waits.</param>
/// <param name="time">The clock.</param>
/// <param name="inSession">Whether the market trades now; null = always. While it does not, a venue that is away is no reason to give up.</param>
internal sealed class Retry(Backoff backoff, TimeProvider time, Func<bool>? inSession = null)
{
    public const int MaxRetries = 10;
    public const int MaxRefusals = 2;

    /// <summary>Runs <paramref name="attempt"/> until it is cancelled or hopeless.</summary>
    /// <param name="attempt">One connection's life; it says how it ended.</param>
    /// <param name="onPause">Told the last ending and the pause before the next try.</param>
    /// <param name="cancellationToken">Ends it all; thrown.</param>
    /// <returns>The ending at which we gave up.</returns>
    public async Task<Ending> RunAsync(Func<CancellationToken, Task<Ending>> attempt, Action<Ending, TimeSpan> onPause, CancellationToken cancellationToken)
    {
        while (true)
        {
            var refusals = 0;
            var pipeline = new ResiliencePipelineBuilder<Ending> { TimeProvider = time }
                .AddRetry(new RetryStrategyOptions<Ending>
                {
                    ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result is { HadData: false } ending && !(ending.Reason is Reason.Auth && ++refusals >= MaxRefusals)),
                    MaxRetryAttempts = MaxRetries,
                    DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(Pause(args.AttemptNumber, args.Outcome.Result!)),
                    OnRetry = args =>
                    {
                        onPause(args.Outcome.Result!, args.RetryDelay);
                        return default;
                    },
                })
                .Build();
            var last = await pipeline.ExecuteAsync(async token => await attempt(token), cancellationToken);
            if (!last.HadData && (last.Reason is Reason.Auth || inSession?.Invoke() is not false)) return last;
            var pause = Pause(last.HadData ? 0 : MaxRetries, last);
            onPause(last, pause);
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private TimeSpan Pause(int attempt, Ending ending) => ending.RetryAfter is { } asked ? asked + backoff.Pause(0) : backoff.Pause(attempt);
}
