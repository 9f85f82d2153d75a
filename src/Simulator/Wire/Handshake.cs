using System.Security.Cryptography;
using System.Text;

namespace OrleansTicks.Simulator;

/// <summary>The opening of a WebSocket: what to answer to the HTTP request, and the session that then begins.</summary>
/// <param name="Status">101 to go on; else the refusal.</param>
/// <param name="Accept">The accept key of a 101.</param>
/// <param name="Path">Of the request, without its query: what stands there may be a secret.</param>
/// <param name="Why">What was wrong, for the refusal's body.</param>
internal sealed record Handshake(int Status, string Accept, string Path, string Why)
{
    /// <summary>Makes the session of an accepted connection.</summary>
    public Func<Connection, IWireSession>? Session { get; private init; }

    /// <summary>Further members for the ledger's line <c>open</c>, ready as JSON.</summary>
    public string Fields { get; private init; } = "";

    /// <summary>The refusal where this is no request for a WebSocket, whatever the venue; else null.</summary>
    /// <param name="head">The request.</param>
    /// <param name="pathWrong">What is wrong with the path, for a 404; null where it is right.</param>
    public static Handshake? Check(HttpHead head, string? pathWrong)
    {
        if (head.Method != "GET") return Refuse(400, "", "a WebSocket begins with GET and HTTP/1.1");
        if (pathWrong is not null) return Refuse(404, head.Path, pathWrong);
        if (!head.Has("Upgrade", "websocket") || !head.Has("Connection", "upgrade")) return Refuse(426, head.Path, "this address speaks WebSocket only");
        return head.Headers["Sec-WebSocket-Key"].Any() && head.Has("Sec-WebSocket-Version", "13")
            ? null
            : Refuse(400, head.Path, "Sec-WebSocket-Key and Sec-WebSocket-Version: 13 are needed");
    }

    public static Handshake Refuse(int status, string path, string why) => new(status, "", path, why);

    public static Handshake Welcome(HttpHead head, Func<Connection, IWireSession> session, string fields = "") =>
        new(101, AcceptOf(head.Headers["Sec-WebSocket-Key"].First()), head.Path, "") { Session = session, Fields = fields };

    /// <summary>The whole HTTP answer.</summary>
    /// <param name="refusal">Null = as <see cref="Status"/> says.</param>
    public byte[] Response(Refusal? refusal = null)
    {
        var code = refusal?.Status ?? Status;
        if (code == 101)
            return Encoding.ASCII.GetBytes(
                $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {Accept}\r\n\r\n");
        var further = code switch { 426 => "Upgrade: websocket\r\n", 429 => $"Retry-After: {Math.Ceiling(refusal?.RetryAfter.TotalSeconds ?? 1):0}\r\n", _ => "" };
        return HttpAnswer.Make(code, "text/plain", Why, further);
    }

    // SHA-1 is what RFC 6455 asks for here; nothing is kept secret by it.
    private static string AcceptOf(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
}
