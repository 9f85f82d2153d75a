using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace OrleansTicks.Web;

/// <summary>A token bucket for each who asks: nobody's flood takes another's turn.</summary>
internal sealed class RequestLimiter(int perSecond) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(who =>
        RateLimitPartition.GetTokenBucketLimiter(who, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = perSecond * 2,
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
            AutoReplenishment = true,
        }));

    /// <summary>Takes a turn; without one it writes 429 and returns false.</summary>
    public async Task<bool> TryTakeAsync(HttpContext context, string who)
    {
        using var lease = _limiter.AttemptAcquire(who);
        if (lease.IsAcquired) return true;
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)) : 1;
        context.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        await Problem.WriteAsync(context, StatusCodes.Status429TooManyRequests, "too_many_requests", $"more than {perSecond} requests a second; wait {wait} s");
        return false;
    }

    public void Dispose() => _limiter.Dispose();
}
