using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace OrleansTicks.Core;

/// <summary>The canonical name of what one start asked for: <c>TYPE:swing|ids:3,1,2,2</c> is <c>type:swing|ids:1,2,3</c>.</summary>
public sealed partial record GroupKey
{
    private GroupKey(string text) => Text = text;

    public string Text { get; }

    public override string ToString() => Text;

    /// <summary>A short name that needs no quoting in a shell: the value of the first part and four hex digits, <c>swing-7f3a</c>.</summary>
    public string ShortId
    {
        get
        {
            var first = Text.Split('|').FirstOrDefault(part => part.StartsWith("type:", StringComparison.Ordinal)) ?? Text.Split('|')[0];
            var name = NotPlain().Replace(first[(first.IndexOf(':', StringComparison.Ordinal) + 1)..], "-");
            return $"{(name.Length > 20 ? name[..20] : name).Trim('-')}-{Hash(Text, 2)}";
        }
    }

    /// <summary>Lower-cases, validates, sorts parts by name and the values of <c>ids</c>, numerically when all are digits, else ordinally; doubles go.</summary>
    public static bool TryParse(string text, out GroupKey key, out string error)
    {
        key = null!;
        error = "";
        var lower = text.ToLowerInvariant();
        if (!Allowed().IsMatch(lower))
        {
            error = "a stream key is 1 to 190 characters of a-z 0-9 : . _ | , - and begins with a letter or digit, for example type:swing|ids:1,2,3";
            return false;
        }

        var parts = lower.Split('|').Select(Canonical).ToList();
        if (parts.Select(part => part.Split(':')[0]).Distinct().Count() != parts.Count)
        {
            error = $"a part stands twice in {lower}; each name may stand once";
            return false;
        }

        key = new GroupKey(string.Join('|', parts.Order(StringComparer.Ordinal)));
        // The type leads: it is what people read first.
        if (parts.FirstOrDefault(part => part.StartsWith("type:", StringComparison.Ordinal)) is { } type)
            key = new GroupKey(string.Join('|', parts.Where(part => part != type).Order(StringComparer.Ordinal).Prepend(type)));
        return true;
    }

    /// <exception cref="FormatException">The text is no group key; the message says what would be.</exception>
    public static GroupKey Parse(string text) => TryParse(text, out var key, out var error) ? key : throw new FormatException(error);

    /// <summary>The key of a plain list of symbols: <c>feed:&lt;feed&gt;|set:&lt;first 8 hex of SHA-256 of the sorted list&gt;</c>.</summary>
    public static GroupKey OfSymbols(string feed, IEnumerable<string> symbols) =>
        Parse($"feed:{feed}|set:{Hash(string.Join(',', symbols.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)), 4)}");

    private static string Canonical(string part)
    {
        if (!part.StartsWith("ids:", StringComparison.Ordinal)) return part;
        var ids = part[4..].Split(',', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ToList();
        return "ids:" + string.Join(',', ids.TrueForAll(id => id.All(char.IsAsciiDigit))
            ? ids.Select(id => id.TrimStart('0') is { Length: > 0 } plain ? plain : "0").Distinct(StringComparer.Ordinal).OrderBy(id => id.Length).ThenBy(id => id, StringComparer.Ordinal)
            : ids.Order(StringComparer.Ordinal));
    }

    private static string Hash(string text, int bytes) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, bytes));

    [GeneratedRegex("^[a-z0-9][a-z0-9:._|,-]{0,189}$", RegexOptions.None, 1000)]
    private static partial Regex Allowed();

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.None, 1000)]
    private static partial Regex NotPlain();
}
