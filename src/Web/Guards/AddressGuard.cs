using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace OrleansTicks.Web;

/// <summary>Refuses what a browser was tricked into sending: a foreign name for this address (DNS rebinding), a foreign or null origin, an oddly written path.</summary>
internal sealed class AddressGuard(WebOptions options)
{
    private readonly bool _loopback = !ListenAddress.TryParse(options.Listen, out var listen, out _) || listen.IsLoopback;

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";

        var request = context.Request;
        if (!HostIsOurs(request.Host))
            return Problem.WriteAsync(context, StatusCodes.Status400BadRequest, "host_not_allowed", "this address answers to localhost, 127.0.0.1 and [::1] only");
        if (request.Headers.Origin is { Count: > 0 } origin && !(origin is [{ } one] && IsSame(one, request)))
            return Problem.WriteAsync(context, StatusCodes.Status403Forbidden, "origin_not_allowed", "requests from pages of another origin are refused");
        // Once decoded, %25 would be decoded a second time further on: no name of ours needs it.
        if (context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0].Contains("%25", StringComparison.Ordinal))
            return Problem.WriteAsync(context, StatusCodes.Status400BadRequest, "bad_path", "the path is encoded twice");
        return next(context);
    }

    /// <summary>Beyond loopback the key guards, and the names of the machine are not ours to know.</summary>
    private bool HostIsOurs(HostString host)
    {
        if (!host.HasValue) return false;
        if (!_loopback) return true;
        return host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    }

    private static bool IsSame(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme == request.Scheme && uri.Authority.Equals(Authority(request), StringComparison.OrdinalIgnoreCase);

    private static string Authority(HttpRequest request) =>
        Uri.TryCreate($"{request.Scheme}://{request.Host}", UriKind.Absolute, out var uri) ? uri.Authority : "";
}
