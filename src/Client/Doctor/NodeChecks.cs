using System.Globalization;
using System.Reflection;
using OrleansTicks.Web;

namespace OrleansTicks.Client;

/// <summary>What a node says of itself when it is asked: whether it answers, its build, its store, the other nodes.</summary>
/// <remarks>A check that fails ends the asking: what hangs on it would only repeat it.</remarks>
internal static class NodeChecks
{
    /// <summary>Arrival is stamped by the node's clock, and days are made by the store's: apart by more, people wonder.</summary>
    private static readonly TimeSpan ClockLimit = TimeSpan.FromSeconds(2);

    private static string OwnBuild => typeof(NodeChecks).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static async Task AddAsync(List<Finding> findings, ApiClient api, CancellationToken cancellationToken)
    {
        try
        {
            var nodes = await api.ListNodesAsync(cancellationToken);
            findings.Add(OfApi(nodes));
            if (nodes.Nodes.FirstOrDefault(node => node.IsThis) is { } self) findings.Add(OfBuild(self));
            findings.Add(OfReady(await api.ReadyAsync(cancellationToken)));
            findings.AddRange(OfStore(await api.StoreAsync(cancellationToken)));
            findings.AddRange(OfNodes(nodes));
            findings.AddRange(StreamChecks.Of((await api.ListStreamsAsync(cancellationToken)).Streams));
            findings.AddRange(StreamChecks.Of(await api.TotalsAsync(cancellationToken)));
            var today = new DateTimeOffset(nodes.AsOf.UtcDateTime.Date, TimeSpan.Zero);
            findings.Add(StreamChecks.Of((await api.ListGapsAsync(today, null, 10_000, cancellationToken)).Gaps));
        }
        catch (CommandFailure failure)
        {
            findings.Add(new Finding("api", Verdict.Bad, failure.Message));
        }
    }

    private static Finding OfApi(NodeList nodes) => nodes.Nodes.FirstOrDefault(node => node.IsThis) is { } self
        ? new Finding("api", Verdict.Ok, $"node {self.Name} answers")
        : new Finding("api", Verdict.Warn, "a node answers, and has not joined its store yet");

    private static Finding OfBuild(NodeView node) => node.Build == OwnBuild
        ? new Finding("version", Verdict.Ok, node.Build.Split('+')[0])
        : new Finding("version", Verdict.Warn, $"the node is {node.Build}, this command is {OwnBuild}", "use the ticks of the build that runs");

    private static Finding OfReady(ReadyView ready) => ready.Ready
        ? new Finding("ready", Verdict.Ok, "ready for work")
        : new Finding("ready", Verdict.Bad, ready.Reason ?? "not ready", "it tries again by itself; its log says what it waits for");

    private static IEnumerable<Finding> OfStore(StoreView store)
    {
        var name = store.Name ?? "a store that was not opened yet";
        yield return store.Reachable
            ? new Finding("store", Verdict.Ok, $"{name}, answered {store.AgeMs} ms ago")
            : new Finding("store", Verdict.Bad, $"{name} does not answer this node", "see that its server runs and can be reached from there; until then ticks wait in the spool");
        if (store.Schema is { } schema) yield return new Finding("schema", Verdict.Ok, $"version {schema}");
        if (store.Lease is { } lease) yield return new Finding("lease", Verdict.Ok, $"profile {lease}");
        if (store.ClockAheadMs is not { } ahead) yield break;
        var apart = TimeSpan.FromMilliseconds(Math.Abs(ahead));
        var said = string.Create(CultureInfo.InvariantCulture, $"the store's is {apart.TotalSeconds:0.000} s {(ahead < 0 ? "behind" : "ahead of")} the node's");
        yield return apart <= ClockLimit
            ? new Finding("clock", Verdict.Ok, said)
            : new Finding("clock", Verdict.Warn, said, "set both by NTP: ownership does not hang on it, but times of arrival are the node's");
    }

    private static IEnumerable<Finding> OfNodes(NodeList nodes)
    {
        yield return new Finding("nodes", Verdict.Ok, $"{nodes.Nodes.Count(node => node.Live)} live: {string.Join(", ", nodes.Nodes.Where(node => node.Live).Select(node => node.Name))}");
        foreach (var node in nodes.Nodes.Where(node => !node.Live))
        {
            yield return new Finding(
                "nodes", Verdict.Warn, $"{node.Name}{(node.Url is null ? "" : $" at {node.Url}")} was last heard {TimeSpan.FromMilliseconds(node.BeatAgeMs).TotalSeconds:0} s ago",
                "start it again; if its machine never comes back, ticks spool adopt DIR stores what its spool holds");
        }
    }
}
