using Microsoft.AspNetCore.Http;

namespace OrleansTicks.Web;

/// <summary>Asks for the key, when there is one, on every path but <c>/livez</c> and the page's own parts; then counts the request against who showed it.</summary>
internal sealed class KeyGuard(ApiKey? key, RequestLimiter limiter)
{
    public const string Header = "X-Api-Key";
    private static readonly HashSet<string> SecretNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "key", "apikey", "api_key", "api-key", "x-api-key", "token", "access_token", "access-token", "auth", "authorization", "secret", "password",
    };

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var known = key is not null && key.Matches(Shown(context.Request));
        var open = key is null || context.Request.Path.Equals("/livez", StringComparison.Ordinal) || PageRoutes.IsPart(context.Request.Path);
        if (!await limiter.TryTakeAsync(context, known ? "key" : $"address {context.Connection.RemoteIpAddress}")) return;

        // A query ends up in logs, histories and Referer headers: a key that came that way is no secret any more.
        if (context.Request.Query.Keys.Any(SecretNames.Contains))
            await RefuseAsync(context, $"keys are not taken from the query string; send Authorization: Bearer KEY or {Header}: KEY");
        else if (!known && !open)
            await RefuseAsync(context, $"a key is needed: send Authorization: Bearer KEY or {Header}: KEY");
        else
            await next(context);
    }

    private static string? Shown(HttpRequest request)
    {
        if (request.Headers.TryGetValue(Header, out var header)) return header.Count == 1 ? header[0] : null;
        const string bearer = "Bearer ";
        return request.Headers.Authorization is [{ } one] && one.StartsWith(bearer, StringComparison.OrdinalIgnoreCase) ? one[bearer.Length..].Trim() : null;
    }

    private static Task RefuseAsync(HttpContext context, string detail)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Problem.WriteAsync(context, StatusCodes.Status401Unauthorized, "unauthorized", detail);
    }
}
