using System.Text;
using System.Text.Json;

namespace OrleansTicks.Feeds;

/// <summary>What stands in an access token: <c>appid:JWT</c>, whose payload holds the key of the data socket (fyers.md section 1).</summary>
internal static class FyersToken
{
    /// <summary>The <c>hsm_key</c>, or null when the text is no such token.</summary>
    public static string? KeyOf(string token)
    {
        var parts = token[(token.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('.');
        if (parts.Length < 2) return null;
        var text = parts[1].Replace('-', '+').Replace('_', '/');
        try
        {
            using var payload = JsonDocument.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='))));
            return payload.RootElement.ValueKind is JsonValueKind.Object && payload.RootElement.TryGetProperty("hsm_key", out var key) && key.ValueKind is JsonValueKind.String ? key.GetString() : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }
}
