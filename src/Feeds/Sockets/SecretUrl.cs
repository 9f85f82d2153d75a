using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>A venue's address that may hold secrets. Shown, it is scheme, host, port and path; only the code that connects sees the whole.</summary>
public sealed class SecretUrl
{
    private const string StreamMark = "{stream}";
    private const string Hidden = "***";

    private readonly string _text;
    private readonly string _shown;

    private SecretUrl(string text, string shown)
    {
        _text = text;
        _shown = shown;
    }

    /// <summary>True when something is left out of what <see cref="ToString"/> shows.</summary>
    public bool HasSecrets => _text != _shown;

    /// <summary>True when each stream has an address of its own (<c>{stream}</c>).</summary>
    public bool NamesStream => _text.Contains(StreamMark, StringComparison.Ordinal);

    /// <summary>Reads <c>ws://</c> or <c>wss://</c> with host, path and query; <c>{stream}</c> stands for the number of the connection, from 0.</summary>
    /// <exception cref="FormatException">It is no such address; the message does not repeat it, since it may hold a secret.</exception>
    public static SecretUrl Parse(string text)
    {
        if (!Uri.TryCreate(Fill(text, 0), UriKind.Absolute, out var uri) || uri.Scheme is not ("ws" or "wss") || uri.Host.Length == 0)
            throw new FormatException("the address of a feed begins with ws:// or wss:// and names a host, for example wss://example.com/feed/{stream}");
        if (uri.Fragment.Length > 0) throw new FormatException("the address of a feed has no part behind a #");
        return new SecretUrl(text, Shorten(text));
    }

    /// <summary>The same address with a query that holds secrets; it is not shown. What the address had of its own stays before it.</summary>
    internal SecretUrl With(string query) => new(_text.Contains('?', StringComparison.Ordinal) ? _text + "&" + query.TrimStart('?') : _text + query, _shown);

    /// <summary>Scheme, host, port and path, as the operator wrote them.</summary>
    public override string ToString() => _shown;

    /// <summary>The real address of a stream. For the code that connects, and nobody else.</summary>
    internal Uri Reveal(int stream) => new(Fill(_text, stream));

    /// <summary>The address of a stream as it may be shown.</summary>
    internal string Show(int stream) => Fill(_shown, stream);

    /// <summary>Takes the secrets of this address out of a text that somebody else wrote.</summary>
    internal string Scrub(string text)
    {
        var uri = Reveal(0);
        var query = uri.Query.TrimStart('?').Split('&').Select(pair => pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        var values = query.Concat(uri.UserInfo.Split(':')).SelectMany(value => new[] { value, Uri.UnescapeDataString(value) });
        // Whatever is shorter is no secret, and taking it out would eat ordinary words.
        return values.Where(value => value.Length >= 4).OrderByDescending(value => value.Length)
            .Aggregate(text, (clean, value) => clean.Replace(value, Hidden, StringComparison.OrdinalIgnoreCase));
    }

    private static string Fill(string text, int stream) => text.Replace(StreamMark, stream.ToString(), StringComparison.Ordinal);

    private static string Shorten(string text)
    {
        var query = text.IndexOf('?', StringComparison.Ordinal);
        if (query >= 0) text = text[..query];
        var host = text.IndexOf("://", StringComparison.Ordinal) + 3;
        var path = text.IndexOf('/', host);
        var user = text.LastIndexOf('@', (path < 0 ? text.Length : path) - 1);
        return user >= host ? text[..host] + text[(user + 1)..] : text;
    }
}
