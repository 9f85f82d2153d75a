using System.Text.Encodings.Web;
using System.Text.Json;

namespace OrleansTicks.Simulator;

/// <summary>Writes small pieces of JSON; <c>&amp;</c> stands as it is.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A text in its quotes.</summary>
    public static string Text(string text) => JsonSerializer.Serialize(text, Relaxed);

    /// <summary>Texts as a list.</summary>
    public static string List(IEnumerable<string> texts) => JsonSerializer.Serialize(texts, Relaxed);
}
