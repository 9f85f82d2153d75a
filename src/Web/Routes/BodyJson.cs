using System.Text.Json.Serialization;

namespace OrleansTicks.Web;

/// <summary>Reads bodies strictly: unknown or doubled fields, comments and deep nesting are errors.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    MaxDepth = 4)]
[JsonSerializable(typeof(StartBody))]
[JsonSerializable(typeof(EditBody))]
[JsonSerializable(typeof(KillOwnerBody))]
[JsonSerializable(typeof(CutStoreBody))]
internal sealed partial class BodyJson : JsonSerializerContext;
