using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace OrleansTicks.Web;

/// <summary>The page at <c>/</c> and its parts, out of this assembly. They hold no data, so they need no key; what they show, they ask the API for.</summary>
internal sealed class PageRoutes
{
    private const string Policy = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private static readonly Dictionary<string, (string Resource, string MediaType)> Parts = new(StringComparer.Ordinal)
    {
        ["/"] = ("index.html", "text/html; charset=utf-8"),
        ["/app.css"] = ("app.css", "text/css; charset=utf-8"),
        ["/app.js"] = ("app.js", "text/javascript; charset=utf-8"),
        ["/board.js"] = ("board.js", "text/javascript; charset=utf-8"),
        ["/events.js"] = ("events.js", "text/javascript; charset=utf-8"),
        ["/live.js"] = ("live.js", "text/javascript; charset=utf-8"),
        ["/prices.js"] = ("prices.js", "text/javascript; charset=utf-8"),
        ["/show.js"] = ("show.js", "text/javascript; charset=utf-8"),
        ["/icon.svg"] = ("icon.svg", "image/svg+xml"),
    };

    /// <summary>Whether it is part of the page, which is open to all.</summary>
    public static bool IsPart(PathString path) => Parts.ContainsKey(path.Value ?? "");

    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (path, (resource, mediaType)) in Parts)
        {
            var content = Read(resource);
            routes.MapGet(path, context =>
            {
                context.Response.Headers.ContentSecurityPolicy = Policy;
                context.Response.Headers["Referrer-Policy"] = "no-referrer";
                context.Response.ContentType = mediaType;
                context.Response.ContentLength = content.Length;
                return context.Response.Body.WriteAsync(content, context.RequestAborted).AsTask();
            });
        }
    }

    private static ReadOnlyMemory<byte> Read(string resource)
    {
        using var stream = typeof(PageRoutes).Assembly.GetManifestResourceStream($"{typeof(PageRoutes).Namespace}.Page.{resource}")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
