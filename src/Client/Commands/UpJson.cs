using System.Text.Json.Serialization;

namespace OrleansTicks.Client;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(UpSummary))]
[JsonSerializable(typeof(TokenView))]
internal sealed partial class UpJson : JsonSerializerContext;
