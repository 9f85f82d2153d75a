using System.Globalization;
using System.Text;

namespace OrleansTicks.Client;

/// <summary>Makes text from elsewhere safe to show: what could steer a terminal or fake a line is written as its code.</summary>
internal static class Plain
{
    public static string Text(string text)
    {
        if (!text.Any(IsUnsafe)) return text;
        var clean = new StringBuilder(text.Length + 16);
        foreach (var c in text) _ = IsUnsafe(c) ? clean.Append($"\\u{(int)c:x4}") : clean.Append(c);
        return clean.ToString();
    }

    /// <summary>Control characters, line ends of Unicode, and marks that turn the direction of writing.</summary>
    private static bool IsUnsafe(char c) => CharUnicodeInfo.GetUnicodeCategory(c) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;
}
