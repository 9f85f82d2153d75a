using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace OrleansTicks.Web;

/// <summary>Asks for the key, when there is one, on every path but <c>/livez</c> and the page's own parts, and for the nodes' secret where another node asks; then counts the request against who showed it.</summary>
internal sealed class KeyGuard(ApiKey? key, Func<string?> nodeSecret, RequestLimiter limiter)
{
    public const string Header = "X-Api-Key";
    private static readonly HashSet<string> SecretNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "key", "apikey", "api_key", "api-key", "x-api-key", "token", "access_token", "access-token", "auth", "authorization", "secret", "password",
    };

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var node = IsNode(context.Request);
        var known = node || (key is not null && key.Matches(Shown(context.Request)));
        var open = key is null || context.Request.Path.Equals("/livez", StringComparison.Ordinal) || PageRoutes.IsPart(context.Request.Path);
        if (!await limiter.TryTakeAsync(context, node ? "node" : known ? "key" : $"address {context.Connection.RemoteIpAddress}")) return;

        // A query ends up in logs, histories and Referer headers: a key that came that way is no secret any more.
        if (context.Request.Query.Keys.Any(SecretNames.Contains))
            await RefuseAsync(context, $"keys are not taken from the query string; send Authorization: Bearer KEY or {Header}: KEY");
        else if (!known && !open)
            await RefuseAsync(context, $"a key is needed: send Authorization: Bearer KEY or {Header}: KEY");
        else
            await next(context);
    }

    /// <summary>Another node of the same store asks: for the two paths that are theirs.</summary>
    private bool IsNode(HttpRequest request) =>
        (request.Path.Equals(StoreRoutes.Path, StringComparison.Ordinal) || request.Path.Equals(PeerQuotes.Path, StringComparison.Ordinal)) && request.Headers[StoreRoutes.NodeHeader] is [{ Length: > 0 and < 100 } shown] && nodeSecret() is { } secret
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(shown)), SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private static string? Shown(HttpRequest request)
    {
        if (request.Headers.TryGetValue(Header, out var header)) return header.Count == 1 ? header[0] : null;
        const string bearer = "Bearer ", basic = "Basic ";
        if (request.Headers.Authorization is not [{ } one]) return null;
        if (one.StartsWith(bearer, StringComparison.OrdinalIgnoreCase)) return one[bearer.Length..].Trim();
        return DashboardRoutes.IsPart(request.Path) && one.StartsWith(basic, StringComparison.OrdinalIgnoreCase) ? Password(one[basic.Length..].Trim()) : null;
    }

    /// <summary>What a browser was given in its own dialogue, by any user's name: that page's scripts cannot send a header of ours.</summary>
    private static string? Password(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length)) return null;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        return text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? text[(colon + 1)..] : null;
    }

    private static Task RefuseAsync(HttpContext context, string detail)
    {
        context.Response.Headers.WWWAuthenticate = DashboardRoutes.IsPart(context.Request.Path) ? "Basic realm=\"OrleansTicks\", charset=\"UTF-8\"" : "Bearer";
        return Problem.WriteAsync(context, StatusCodes.Status401Unauthorized, "unauthorized", detail);
    }
}
