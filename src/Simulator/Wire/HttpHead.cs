using System.Text;

namespace OrleansTicks.Simulator;

/// <summary>The head of an HTTP request, taken apart.</summary>
/// <param name="Method">GET, POST; empty where the first line is none of HTTP/1.1.</param>
/// <param name="Path">Without its query.</param>
/// <param name="Query">Behind the question mark, as it came.</param>
/// <param name="Headers">By name, in any case.</param>
internal sealed record HttpHead(string Method, string Path, string Query, ILookup<string, string> Headers)
{
    public static HttpHead Read(ReadOnlySpan<byte> head)
    {
        var lines = Encoding.Latin1.GetString(head).Split("\r\n");
        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2)
            .ToLookup(pair => pair[0].Trim(), pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase);
        if (lines[0].Split(' ') is not [var method, var target, "HTTP/1.1"]) return new HttpHead("", "", "", headers);
        var question = target.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? new HttpHead(method, target, "", headers) : new HttpHead(method, target[..question], target[(question + 1)..], headers);
    }

    /// <summary>Bytes of the body that follows; 0 where none is announced.</summary>
    public int BodyLength => int.TryParse(Headers["Content-Length"].FirstOrDefault(), out var length) ? Math.Max(0, length) : 0;

    public bool Has(string header, string token) =>
        Headers[header].SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries)).Contains(token, StringComparer.OrdinalIgnoreCase);

    /// <summary>A value of the query, unescaped; empty where it is not there.</summary>
    public string Value(string name) =>
        Query.Split('&').Select(pair => pair.Split('=', 2)).Where(pair => pair.Length == 2 && pair[0] == name)
            .Select(pair => Uri.UnescapeDataString(pair[1])).FirstOrDefault("");
}
