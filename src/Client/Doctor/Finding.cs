using System.Text.Json.Serialization;
using OrleansTicks.Core;

namespace OrleansTicks.Client;

/// <summary>One line of <c>doctor</c>.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Verdict">What it came to.</param>
/// <param name="Said">What was seen.</param>
/// <param name="Remedy">What to do; null = nothing.</param>
internal sealed record Finding(string Check, [property: JsonIgnore] Verdict Verdict, string Said, string? Remedy = null)
{
    /// <summary>The verdict as a word, for programs.</summary>
    [JsonPropertyName("verdict")]
    public string VerdictWord => Verdict.Word();
}
