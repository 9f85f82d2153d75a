using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace OrleansTicks.Web;

/// <summary>Reads query values; what cannot be read is refused by name, without repeating it.</summary>
internal static class RouteTexts
{
    public static int Number(this IQueryCollection query, string name, int otherwise, int max)
    {
        if (!query.TryGetValue(name, out var values)) return otherwise;
        return values is [{ } one] && int.TryParse(one, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max
            ? number
            : throw Bad($"{name} must be a number from 1 to {max}");
    }

    public static DateTimeOffset? Time(this IQueryCollection query, string name)
    {
        if (!query.TryGetValue(name, out var values)) return null;
        return values is [{ } one] && DateTimeOffset.TryParse(one, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw Bad($"{name} must be a time, as in 2026-01-05T09:15:00Z");
    }

    /// <summary>1 = yes, 0 or not given = no.</summary>
    public static bool Flag(this IQueryCollection query, string name) => query[name] switch
    {
        [] or ["0"] => false,
        ["1"] => true,
        _ => throw Bad($"{name} must be 0 or 1"),
    };

    public static RefusedException Bad(string message) => new(StatusCodes.Status400BadRequest, "invalid", message);
}
