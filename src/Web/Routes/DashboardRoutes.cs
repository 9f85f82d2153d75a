using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace OrleansTicks.Web;

/// <summary><c>/dashboard</c>: the cluster's own page, which lives in the silo; behind the same guards as all else. A browser gives the key as the password it asks for.</summary>
internal sealed class DashboardRoutes(ApiSource source)
{
    public const string Path = "/dashboard";

    public static bool IsPart(PathString path) => path.StartsWithSegments(Path, StringComparison.Ordinal);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, AnswerAsync);
        routes.MapGet(Path + "/{**rest}", AnswerAsync);
    }

    private Task AnswerAsync(HttpContext context)
    {
        if (source.Dashboard() is not { } dashboard)
            throw new RefusedException(StatusCodes.Status404NotFound, "not_found", "this node is no silo of a cluster, or has not joined it yet; the page of every node is at /");
        // Its page is not ours: it sets styles inline. Its scripts are its own files, and nothing comes from elsewhere.
        context.Response.Headers.ContentSecurityPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'";
        return dashboard(context);
    }
}
