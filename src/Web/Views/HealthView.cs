using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>How the streams of all nodes are.</summary>
/// <param name="At">When.</param>
/// <param name="Healthy">Every stream that is to run has a live connection.</param>
/// <param name="Line">The same for people, in one line.</param>
/// <param name="Here">Streams that this node owns.</param>
/// <param name="Running">Streams with a live connection.</param>
/// <param name="Desired">Streams that are to run.</param>
/// <param name="Unwell">Keys of those that do not.</param>
/// <param name="Nodes">Nodes that live.</param>
public sealed record HealthView(DateTimeOffset At, bool Healthy, string Line, int Here, int Running, int Desired, IReadOnlyList<string> Unwell, int Nodes)
{
    /// <summary>What checks of the cluster found, the newest first; null where it was not asked for, or nobody checks.</summary>
    public IReadOnlyList<HealthEntryView>? History { get; init; }

    internal static HealthView Of(ApiSource source, DateTimeOffset now)
    {
        var streams = source.Streams.List().Where(stream => stream.Desired is DesiredState.Run).ToList();
        var nodes = source.Streams.Nodes();
        var unwell = streams.Where(stream => !stream.IsConnected).ToList();
        var (here, live) = (nodes.Where(node => node.IsThis).Sum(node => node.Streams), nodes.Count(node => node.IsLive));
        return new HealthView(
            now, unwell.Count == 0, $"Health: {here} active streams (this node), {streams.Count - unwell.Count} of {streams.Count} streams (all nodes), {unwell.Count} unwell, {live} nodes",
            here, streams.Count - unwell.Count, streams.Count, [.. unwell.Select(stream => stream.Key.ToString())], live);
    }
}
