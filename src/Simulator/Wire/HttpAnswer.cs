using System.Text;

namespace OrleansTicks.Simulator;

/// <summary>Writes plain HTTP answers; each ends its connection.</summary>
internal static class HttpAnswer
{
    /// <param name="status">Of HTTP.</param>
    /// <param name="type">Of the body.</param>
    /// <param name="body">The text.</param>
    /// <param name="further">More header lines, each with its end.</param>
    public static byte[] Make(int status, string type, string body, string further = "")
    {
        var reason = status switch
        {
            200 => "OK",
            400 => "Bad Request",
            401 => "Unauthorized",
            403 => "Forbidden",
            404 => "Not Found",
            426 => "Upgrade Required",
            429 => "Too Many Requests",
            503 => "Service Unavailable",
            _ => "Refused",
        };
        return Encoding.UTF8.GetBytes(
            $"HTTP/1.1 {status} {reason}\r\n{further}Content-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}");
    }
}
