using System.Net.WebSockets;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>What the end of an open connection means.</summary>
internal static class SocketFaults
{
    private const int LongestText = 120;

    /// <summary>The venue closed by the protocol.</summary>
    public static FeedException Closed(SecretUrl url, string shown, int code, string? text)
    {
        var clean = new string([.. url.Scrub(text ?? "").Select(c => char.IsControl(c) ? ' ' : c).Take(LongestText)]).Trim();
        return new FeedException(Reason.ServerClose, $"{shown} closed the connection: {code}{(clean.Length > 0 ? $" ({clean})" : "")}", code);
    }

    /// <summary>A message longer than we take.</summary>
    public static FeedException TooLong(string shown, int limit) => new(
        Reason.Network,
        $"{shown} sent a message of more than {limit} bytes, which is the limit; the connection was closed with 1009",
        (int)WebSocketCloseStatus.MessageTooBig);

    /// <summary>Frames that mean nothing, without end.</summary>
    public static FeedException Nonsense(string shown) =>
        new(Reason.Network, $"{shown} sent empty frames without end", (int)WebSocketCloseStatus.ProtocolError);

    /// <summary>Our pings went out and nothing at all came back.</summary>
    public static FeedException Unanswered(string shown, Exception error) => new(Reason.Network, $"{shown} did not answer a ping in time", inner: error);

    /// <summary>Reading or sending failed.</summary>
    public static FeedException Judge(string shown, Exception error)
    {
        if (error is WebSocketException { WebSocketErrorCode: WebSocketError.Faulted, InnerException: null })
            return new FeedException(Reason.Network, $"{shown} broke the WebSocket protocol", (int)WebSocketCloseStatus.ProtocolError, error);
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is WebSocketException { WebSocketErrorCode: WebSocketError.ConnectionClosedPrematurely })
                return new FeedException(Reason.Network, $"{shown} ended the connection without a close frame", inner: error);
        }

        return new FeedException(Reason.Network, $"the connection to {shown} was lost", inner: error);
    }
}
