using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>What a failed handshake means. Says nothing that the venue wrote, since that might repeat a secret.</summary>
internal static class HandshakeFaults
{
    /// <summary>Longer than any venue's ban; what asks for more is a mistake.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3);

    /// <param name="url">As it may be shown.</param>
    /// <param name="status">What the venue answered; 0 when it did not come to that.</param>
    /// <param name="retryAfter">How long it asked us to wait.</param>
    /// <param name="error">What was thrown.</param>
    public static FeedException Judge(string url, HttpStatusCode status, TimeSpan? retryAfter, Exception error)
    {
        var code = (int)status;
        return code switch
        {
            0 => Unanswered(url, error),
            401 or 403 => Answered(Reason.Auth, "refused the credentials"),
            429 or 418 => Answered(
                Reason.RateLimit,
                retryAfter is { } wait ? $"limits our rate and asks us to wait {wait.TotalSeconds:0} s" : "limits our rate"),
            101 => new FeedException(Reason.Network, $"{url} did not complete the WebSocket handshake", inner: error),
            >= 300 and < 400 => Answered(Reason.Network, "sent us elsewhere, and redirects are not followed: give the final address"),
            404 => Answered(Reason.Network, "knows no such path"),
            >= 500 => Answered(Reason.Network, "is out of order"),
            _ => Answered(Reason.Network, "did not answer as a WebSocket"),
        };

        FeedException Answered(Reason reason, string what) => new(reason, $"{url} {what} (HTTP {code})", code, error) { RetryAfter = retryAfter };
    }

    /// <summary>Reads seconds or a date; null when it is neither.</summary>
    public static TimeSpan? RetryAfter(string? text, DateTimeOffset now)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return seconds < Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : Longest;
        if (!DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return null;
        return date <= now ? TimeSpan.Zero : date - now < Longest ? date - now : Longest;
    }

    private static FeedException Unanswered(string url, Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AuthenticationException:
                case HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }:
                    return Fault("could not agree on TLS: its certificate is not trusted, or it does not speak TLS there");
                case HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError }:
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData }:
                    return Fault("has a host name that could not be resolved");
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return Fault("refused the connection: nothing listens there");
                case SocketException socket:
                    return Fault($"could not be reached ({socket.SocketErrorCode})");
            }
        }

        return Fault(error is WebSocketException { InnerException: null }
            ? "did not complete the WebSocket handshake"
            : "broke the connection off during the handshake");

        FeedException Fault(string what) => new(Reason.Network, $"{url} {what}", inner: error);
    }
}
