namespace OrleansTicks.Storage;

/// <summary>Reads <c>postgresql://user:password@host:port/database?sslmode=require</c> as PostgreSQL's own programs do.</summary>
internal static class PostgresUrl
{
    /// <summary>Names of libpq that the driver calls otherwise.</summary>
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["user"] = "Username",
        ["dbname"] = "Database",
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["connect_timeout"] = "Timeout",
        ["application_name"] = "Application Name",
        ["target_session_attrs"] = "Target Session Attributes",
        ["passfile"] = "Passfile",
        ["options"] = "Options",
    };

    /// <exception cref="FormatException">It is no such URL.</exception>
    public static IEnumerable<(string Key, string Value)> Read(string text)
    {
        var begin = text.IndexOf("://", StringComparison.Ordinal);
        if (text[..begin].ToLowerInvariant() is not ("postgresql" or "postgres")) throw new FormatException("not postgresql://");
        var rest = text[(begin + 3)..];
        var query = rest.IndexOf('?', StringComparison.Ordinal);
        var options = query < 0 ? "" : rest[(query + 1)..];
        if (query >= 0) rest = rest[..query];
        var at = rest.LastIndexOf('@');
        if (at >= 0)
        {
            var user = rest[..at].Split(':', 2);
            yield return ("Username", Uri.UnescapeDataString(user[0]));
            if (user.Length > 1) yield return ("Password", Uri.UnescapeDataString(user[1]));
            rest = rest[(at + 1)..];
        }

        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0 && slash < rest.Length - 1) yield return ("Database", Uri.UnescapeDataString(rest[(slash + 1)..]));
        var address = slash < 0 ? rest : rest[..slash];
        var colon = address.LastIndexOf(':');
        // An IPv6 address has colons of its own, inside brackets.
        if (colon >= 0 && !address.EndsWith(']') && !address.Contains(',', StringComparison.Ordinal))
        {
            yield return ("Port", address[(colon + 1)..]);
            address = address[..colon];
        }

        if (address.Length > 0) yield return ("Host", Uri.UnescapeDataString(address).Trim('[', ']'));
        foreach (var option in options.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = option.Split('=', 2);
            if (pair.Length != 2) throw new FormatException("an option without a value");
            var name = Names.GetValueOrDefault(pair[0], pair[0]);
            var value = Uri.UnescapeDataString(pair[1]);
            // The driver spells these words without hyphens: verify-full, read-write.
            yield return (name, name == "SSL Mode" ? value.Replace("-", "", StringComparison.Ordinal) : value);
        }
    }
}
