using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace OrleansTicks.Web;

/// <summary><c>/store</c>: whether this node reaches its store. Nodes ask each other before they read on without it.</summary>
internal sealed class StoreRoutes(ApiSource source)
{
    public const string Path = TicksApi.Root + "/store";

    /// <summary>Carries the nodes' secret, which lies in the store.</summary>
    public const string NodeHeader = "X-Ticks-Node";

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet(Path, async context =>
    {
        var reach = await source.Reach(context.RequestAborted);
        var (name, facts) = (source.StoreName(), source.Store());
        await context.Response.WriteAsJsonAsync(
            new StoreView(
                reach.Reachable, (long)Math.Min(reach.Age.TotalMilliseconds, int.MaxValue),
                name.Length > 0 ? name : null, facts?.Schema, facts?.Lease, facts is null ? null : (long)facts.ClockAhead.TotalMilliseconds),
            ApiJson.Default.StoreView, cancellationToken: context.RequestAborted);
    });
}
