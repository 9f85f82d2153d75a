using System.Text.RegularExpressions;
using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>What people type for a group or a stream.</summary>
internal static partial class StreamNames
{
    public static bool IsWellFormed(string text) => text.Length <= StreamKey.MaxLength && Allowed().IsMatch(text);

    public static bool IsStream(string text) => text.Contains('/', StringComparison.Ordinal);

    /// <summary>The key in canonical order; a short id stays as it is.</summary>
    public static string Canonical(string text)
    {
        if (StreamKey.TryParse(text, out var stream)) return stream.ToString();
        return GroupKey.TryParse(text, out var group, out _) ? group.Text : text;
    }

    public static bool Matches(StreamStatus status, string text)
    {
        var name = Canonical(text);
        return status.Key.Group.Text == name || status.Key.Group.ShortId == name || status.ShortId == name || status.Key.ToString() == name;
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9:._|,-]{0,189}(/[0-9]{1,9})?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Allowed();
}
