using System.Text.Json.Serialization;

namespace OrleansTicks.Client;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(UpSummary))]
internal sealed partial class UpJson : JsonSerializerContext;
