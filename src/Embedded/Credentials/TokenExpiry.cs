using System.Text;
using System.Text.Json;

namespace OrleansTicks.Embedded;

/// <summary>When a token dies, where it says so itself.</summary>
internal static class TokenExpiry
{
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
