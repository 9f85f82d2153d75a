using System.Text.Json.Serialization;

namespace OrleansTicks.Client;

/// <summary>What the commands that care for a node print for programs.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SpoolList))]
[JsonSerializable(typeof(AdoptedList))]
[JsonSerializable(typeof(DoctorReport))]
[JsonSerializable(typeof(KillReport))]
internal sealed partial class CareJson : JsonSerializerContext;
