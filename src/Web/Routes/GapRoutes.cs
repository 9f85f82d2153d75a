using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary><c>/gaps?from=&amp;to=&amp;limit=</c>: what is not proven to be covered, out of the store. By default the last 24 hours.</summary>
internal sealed class GapRoutes(Func<CancellationToken, Task<ITickReader>> openReader, TimeProvider time)
{
    private const int MaxGaps = 10_000;
    private static readonly TimeSpan MaxRange = TimeSpan.FromDays(366);

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet(TicksApi.Root + "/gaps", ListAsync);

    private async Task ListAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var limit = query.Number("limit", 1000, MaxGaps);
        var to = query.Time("to") ?? time.GetUtcNow();
        var from = query.Time("from") ?? (to - DateTimeOffset.UnixEpoch > MaxRange ? to.AddDays(-1) : throw RouteTexts.Bad("to lies too far back; give from as well"));
        if (from > to) throw RouteTexts.Bad("from must not be later than to");
        if (to - from > MaxRange) throw RouteTexts.Bad($"from and to may lie at most {MaxRange.Days} days apart");

        await using var reader = await openReader(context.RequestAborted);
        var gaps = await reader.ListGapsAsync(TickTime.FromDateTimeOffset(from), TickTime.FromDateTimeOffset(to), limit, context.RequestAborted);
        var names = (await reader.ListInstrumentsAsync(context.RequestAborted)).ToDictionary(instrument => instrument.Id, instrument => instrument.Name);
        await context.Response.WriteAsJsonAsync(
            new GapList([.. gaps.Select(gap => GapView.Of(gap.Stream, gap.Gap, names.GetValueOrDefault))], from, to),
            ApiJson.Default.GapList, cancellationToken: context.RequestAborted);
    }
}
