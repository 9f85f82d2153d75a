using System.Text.Json.Serialization;

namespace OrleansTicks.Embedded;

/// <summary>How lists of instruments are kept.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(MasterDocument))]
internal sealed partial class MasterJson : JsonSerializerContext;
