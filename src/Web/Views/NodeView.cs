using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>A node as the one that answers sees it.</summary>
public sealed record NodeView(string Id, string Name, string? Url, string Build, bool IsThis, bool Live, long BeatAgeMs, int Streams, int Connected, string? Spool, DateTimeOffset? Joined, string Duty)
{
    public static NodeView Of(NodeStatus node) => new(
        node.Card.Id.ToString(), node.Card.Name, node.Card.Url, node.Card.Build, node.IsThis, node.IsLive, (long)node.Age.TotalMilliseconds, node.Streams, node.Connected,
        node.Card.Spool?.ToString(), node.Card.Joined == default ? null : node.Card.Joined, node.Card.Duty.Word());
}
