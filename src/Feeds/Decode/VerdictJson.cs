using System.Text.Json.Nodes;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>A verdict in words.</summary>
internal static class VerdictJson
{
    public static JsonObject Of(FrameKind kind) => new() { ["verdict"] = kind.Word() };

    public static JsonObject Rejected(RejectKind reject) => new() { ["verdict"] = FrameKind.Rejected.Word(), ["reject"] = reject.Word() };
}
