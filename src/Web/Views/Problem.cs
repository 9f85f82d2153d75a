using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace OrleansTicks.Web;

/// <summary>An error as RFC 9457 shapes it.</summary>
public sealed record Problem
{
    public const string MediaType = "application/problem+json";

    public string Type { get; init; } = "about:blank";

    /// <summary>The phrase of the HTTP status.</summary>
    public required string Title { get; init; }

    public required int Status { get; init; }

    /// <summary>What was wrong and what would be right.</summary>
    public required string Detail { get; init; }

    /// <summary>One stable word for programs.</summary>
    public required string Code { get; init; }

    /// <summary>The node that it is about; left out where that goes without saying.</summary>
    public string? Node { get; init; }

    /// <summary>Where to ask instead.</summary>
    public string? Url { get; init; }

    internal static Task WriteAsync(HttpContext context, int status, string code, string detail, string? node = null, string? url = null)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new Problem { Title = ReasonPhrases.GetReasonPhrase(status), Status = status, Detail = detail, Code = code, Node = node, Url = url },
            ApiJson.Default.Problem, MediaType, context.RequestAborted);
    }
}
