using System.Text;

namespace OrleansTicks.Core;

/// <summary>How enum values are said to people and programs, everywhere alike: <c>RateLimit</c> is <c>rate-limit</c>; enums marked <see cref="SnakeWordsAttribute"/> say <c>already_running</c>.</summary>
public static class Words
{
    public static string Word<T>(this T value)
        where T : struct, Enum => Cache<T>.Words.TryGetValue(value, out var word) ? word : value.ToString();

    /// <summary>The value whose word this is.</summary>
    public static bool TryParse<T>(string word, out T value)
        where T : struct, Enum
    {
        foreach (var (candidate, name) in Cache<T>.Words)
        {
            if (!name.Equals(word, StringComparison.OrdinalIgnoreCase)) continue;
            value = candidate;
            return true;
        }

        value = default;
        return false;
    }

    private static string Split(string name, char separator)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append(separator);
            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    private static class Cache<T>
        where T : struct, Enum
    {
        private static readonly char Separator = typeof(T).IsDefined(typeof(SnakeWordsAttribute), inherit: false) ? '_' : '-';

        public static readonly Dictionary<T, string> Words = Enum.GetValues<T>().Distinct().ToDictionary(value => value, value => Split(value.ToString(), Separator));
    }
}
