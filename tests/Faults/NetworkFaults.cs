using OrleansTicks.System.Tests;

namespace OrleansTicks.Faults;

/// <summary>Faults of the network itself, below what a proxy can do.</summary>
internal static class NetworkFaults
{
    /// <summary>All of a node's network is gone, store and exchange and the other node: it must stop by its deadline, and the other takes over.</summary>
    public static async Task CableAsync(Scene scene, Findings findings)
    {
        var network = scene.Network!;
        var (stopped, recovery, back) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < (scene.Options.Full ? 3 : 1); round++)
        {
            await scene.SpreadAsync();
            var its = (await scene.OwnersAsync()).Where(owner => owner.Value.Node == "n0").ToDictionary(owner => owner.Key, owner => owner.Value.Lease);
            findings.Must(its.Count > 0, "it owned nothing");
            var cut = Scene.Now;
            await network.CutAsync(true);
            // Inside nothing is heard, but the node still answers us: our way in is a socket of its own network.
            await Patience.UntilAsync(
                "it reads nothing any more",
                async () => await scene.Node[0]!.TryStreamsAsync() is { } list && list.Streams.Where(stream => its.ContainsKey(stream.Key)).All(stream => stream is not { Node: "n0", State: "running" }),
                () => scene.Node[0]!.Process.Tail);
            stopped.Add(Scene.Now - cut);
            recovery.AddRange((await scene.FirstStoredAsync(its, cut, TimeSpan.FromSeconds(40))).Values);
            await Patience.PauseAsync(Faults.Dose(scene, 15, 60) - TimeSpan.FromMilliseconds(Scene.Now - cut));
            var mended = Scene.Now;
            await network.CutAsync(false);
            await Patience.UntilAsync("it has its share again", async () => (await scene.OwnersAsync()).Count(owner => owner.Value.Node == "n0") >= 4, () => scene.Node[0]!.Process.Tail, TimeSpan.FromSeconds(120));
            await scene.AllRunAsync("after the cable was put in again");
            back.Add(Scene.Now - mended);
        }

        findings.Spread("stopped", stopped);
        findings.Spread("recovery", recovery);
        findings.Spread("back", back);
        findings.Must(stopped.Max() <= scene.Ttl.TotalMilliseconds + 1_000, $"it was shown as reading for {stopped.Max():0} ms");
        findings.Must(recovery.Max() <= 14_000, $"the other took {recovery.Max():0} ms");
    }
}
