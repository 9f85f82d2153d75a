using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>The node itself: totals, whether it lives, whether it is ready, metrics.</summary>
internal sealed class NodeRoutes(ApiSource source, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(TicksApi.Root + "/totals", context =>
            context.Response.WriteAsJsonAsync(TotalsView.Of(source.Streams.Totals(), source.Streams.List()), ApiJson.Default.TotalsView, cancellationToken: context.RequestAborted));
        // Silos are nodes too: one list, two names.
        foreach (var name in new[] { "/nodes", "/silos" })
        {
            routes.MapGet(TicksApi.Root + name, context => context.Response.WriteAsJsonAsync(
                new NodeList([.. source.Streams.Nodes().Select(NodeView.Of)], time.GetUtcNow()), ApiJson.Default.NodeList, cancellationToken: context.RequestAborted));
            foreach (var (verb, duty) in new[] { ("drain", NodeDuty.Draining), ("cordon", NodeDuty.Cordoned), ("uncordon", NodeDuty.Open) })
                routes.MapPost($"{TicksApi.Root}{name}/{{node}}/{verb}", context => SetDutyAsync(context, duty));
        }

        // Open to all, so it says nothing but that somebody is there.
        routes.MapGet("/livez", context => context.Response.WriteAsync("ok", context.RequestAborted));
        routes.MapGet("/readyz", ReadyAsync);
        routes.MapGet("/metrics", context =>
        {
            context.Response.ContentType = MetricsText.MediaType;
            return context.Response.WriteAsync(NodeMetrics.Write(source.Streams.List(), source.Streams.Totals()), context.RequestAborted);
        });
    }

    private async Task SetDutyAsync(HttpContext context, NodeDuty duty)
    {
        var name = (string)context.Request.RouteValues["node"]!;
        var told = await source.Streams.SetDutyAsync(name, duty, context.RequestAborted);
        if (told == 0)
        {
            var known = string.Join(", ", source.Streams.Nodes().Select(node => node.Card.Name).Distinct(StringComparer.Ordinal));
            throw new RefusedException(StatusCodes.Status404NotFound, "not_found", $"no node has the name '{name}'; there are: {known}");
        }

        await context.Response.WriteAsJsonAsync(new DutyView(name, duty.Word(), told), ApiJson.Default.DutyView, cancellationToken: context.RequestAborted);
    }

    private Task ReadyAsync(HttpContext context)
    {
        var reason = source.NotReady() ?? source.Streams.Totals().StoreTrouble;
        if (reason is not null) context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return context.Response.WriteAsJsonAsync(new ReadyView(reason is null, reason), ApiJson.Default.ReadyView, cancellationToken: context.RequestAborted);
    }
}
