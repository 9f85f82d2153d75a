using System.Text.Json.Serialization;

namespace OrleansTicks.Core;

/// <summary>How the first line of a recording is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RecordingHeader))]
internal sealed partial class HeaderJson : JsonSerializerContext;
