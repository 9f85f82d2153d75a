using System.Security.Cryptography;
using System.Text;

namespace OrleansTicks.Simulator;

/// <summary>The opening of a WebSocket: reads the HTTP request, says what to answer.</summary>
/// <param name="Status">101 to go on; else the refusal.</param>
/// <param name="Accept">The accept key of a 101.</param>
/// <param name="Path">Of the request, without its query.</param>
/// <param name="Combined">The path was <c>/stream</c>.</param>
/// <param name="Streams">Names asked for in the URL.</param>
/// <param name="Why">What was wrong, for the refusal's body.</param>
internal sealed record Handshake(int Status, string Accept, string Path, bool Combined, IReadOnlyList<string> Streams, string Why)
{
    /// <summary>Streams that one connection may carry.</summary>
    public const int MaxStreams = 1024;

    public static Handshake Read(ReadOnlySpan<byte> head)
    {
        var lines = Encoding.Latin1.GetString(head).Split("\r\n");
        if (lines[0].Split(' ') is not ["GET", var target, "HTTP/1.1"]) return Refuse(400, "", "a WebSocket begins with GET and HTTP/1.1");
        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2)
            .ToLookup(pair => pair[0].Trim(), pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? target : target[..question];
        var query = question < 0 ? "" : target[(question + 1)..];
        if (path is not ("/ws" or "/stream") && !path.StartsWith("/ws/", StringComparison.Ordinal))
            return Refuse(404, path, "streams are at /ws/<stream> and /stream?streams=<stream>/<stream>");
        if (!Has(headers["Upgrade"], "websocket") || !Has(headers["Connection"], "upgrade")) return Refuse(426, path, "this address speaks WebSocket only");
        var key = headers["Sec-WebSocket-Key"].FirstOrDefault();
        if (key is null || !Has(headers["Sec-WebSocket-Version"], "13")) return Refuse(400, path, "Sec-WebSocket-Key and Sec-WebSocket-Version: 13 are needed");
        if (query.Contains("timeUnit=MICROSECOND", StringComparison.OrdinalIgnoreCase))
            return Refuse(400, path, "timeUnit=MICROSECOND is not simulated; times are in milliseconds");
        var combined = path == "/stream";
        var names = combined ? StreamsOf(query) : path["/ws".Length..];
        var streams = names.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).Distinct(StringComparer.Ordinal).ToList();
        return streams.Count > MaxStreams
            ? Refuse(400, path, $"{streams.Count} streams; a connection carries at most {MaxStreams}")
            : new Handshake(101, AcceptOf(key), path, combined, streams, "");
    }

    /// <summary>The whole HTTP answer.</summary>
    /// <param name="refusal">Null = as <see cref="Status"/> says.</param>
    public byte[] Response(Refusal? refusal = null)
    {
        var code = refusal?.Status ?? Status;
        if (code == 101)
            return Encoding.ASCII.GetBytes(
                $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {Accept}\r\n\r\n");
        var reason = code switch
        {
            400 => "Bad Request",
            401 => "Unauthorized",
            403 => "Forbidden",
            404 => "Not Found",
            426 => "Upgrade Required",
            429 => "Too Many Requests",
            503 => "Service Unavailable",
            _ => "Refused",
        };
        var further = code switch { 426 => "Upgrade: websocket\r\n", 429 => $"Retry-After: {Math.Ceiling(refusal?.RetryAfter.TotalSeconds ?? 1):0}\r\n", _ => "" };
        return Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {code} {reason}\r\n{further}Content-Type: text/plain\r\nContent-Length: {Why.Length}\r\nConnection: close\r\n\r\n{Why}");
    }

    private static Handshake Refuse(int status, string path, string why) => new(status, "", path, Combined: false, [], why);

    /// <summary>All behind <c>streams=</c>: symbols may hold an ampersand (<c>M&amp;M</c>), which clients do not always escape.</summary>
    private static string StreamsOf(string query)
    {
        var start = query.IndexOf("streams=", StringComparison.Ordinal);
        if (start < 0) return "";
        var names = query[(start + "streams=".Length)..];
        var unit = names.IndexOf("&timeUnit=", StringComparison.OrdinalIgnoreCase);
        return unit < 0 ? names : names[..unit];
    }

    private static bool Has(IEnumerable<string> values, string token) =>
        values.SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries)).Contains(token, StringComparer.OrdinalIgnoreCase);

    // SHA-1 is what RFC 6455 asks for here; nothing is kept secret by it.
    private static string AcceptOf(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
}
