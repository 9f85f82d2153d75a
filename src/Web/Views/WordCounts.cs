using OrleansTicks.Core;

namespace OrleansTicks.Web;

internal static class WordCounts
{
    /// <summary>Counts under the words of their kinds, in a fixed order; zeros are left out.</summary>
    public static IReadOnlyDictionary<string, long> ByWord<T>(this IReadOnlyDictionary<T, long> counts)
        where T : struct, Enum =>
        counts.Where(pair => pair.Value != 0).OrderBy(pair => pair.Key).ToDictionary(pair => pair.Key.Word(), pair => pair.Value);
}
