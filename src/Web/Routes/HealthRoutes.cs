using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace OrleansTicks.Web;

/// <summary><c>/health</c>: how the streams are now, in a line and in numbers; with <c>?history=1</c> what the cluster's checks found.</summary>
internal sealed class HealthRoutes(ApiSource source, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet(TicksApi.Root + "/health", ShowAsync);

    private async Task ShowAsync(HttpContext context)
    {
        var now = HealthView.Of(source, time.GetUtcNow());
        if (context.Request.Query.Flag("history") && source.HealthHistory is { } read)
            now = now with { History = [.. (await read(context.RequestAborted)).Select(HealthEntryView.Of)] };
        await context.Response.WriteAsJsonAsync(now, ApiJson.Default.HealthView, cancellationToken: context.RequestAborted);
    }
}
