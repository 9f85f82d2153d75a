using System.Text;
using System.Text.Json;
using OrleansTicks.Core;

namespace OrleansTicks.Embedded;

/// <summary>When a token dies, where it says so itself.</summary>
public static class TokenExpiry
{
    /// <summary>A session that begins later is nobody's worry yet.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(12);

    /// <summary>The end of the session, now or within twelve hours, that a token does not live to see; null when it does.</summary>
    /// <param name="dies">When the token dies.</param>
    /// <param name="hours">Of its market; null = always open, and nothing can be said.</param>
    /// <param name="now">Now.</param>
    public static DateTimeOffset? DiesInSession(DateTimeOffset dies, IMarketHours? hours, DateTimeOffset now)
    {
        if (hours is null) return null;
        var begins = hours.IsOpen(now) ? now : hours.NextOpen(now);
        return begins is { } at && at - now <= Ahead && hours.NextClose(at) is { } closes && dies < closes ? closes : null;
    }

    /// <summary>The <c>exp</c> of a JWT, with or without <c>appid:</c> before it; null for any other text. Never throws.</summary>
    public static DateTimeOffset? Of(string token)
    {
        var parts = token[(token.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('.');
        if (parts.Length != 3) return null;
        var text = parts[1].Replace('-', '+').Replace('_', '/');
        try
        {
            using var payload = JsonDocument.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='))));
            return payload.RootElement.ValueKind is JsonValueKind.Object && payload.RootElement.TryGetProperty("exp", out var exp) && exp.TryGetInt64(out var seconds)
                && seconds is > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
