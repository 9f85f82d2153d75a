using OrleansTicks.System.Tests;

namespace OrleansTicks.Faults;

/// <summary>Faults of the disk under a node's spool.</summary>
internal static class DiskFaults
{
    /// <summary>The number of gaps for lack of room, <c>GapCause.Room</c>.</summary>
    private const int Room = 8;

    public static async Task IoErrorAsync(Scene scene, Findings findings)
    {
        var rounds = scene.Options.Full ? 6 : 2;
        var (resumed, recovery) = (new List<double>(), new List<double>());
        long accepted = 0;
        var (failed, moved) = (0, 0);
        for (var round = 0; round < rounds; round++)
        {
            var (victim, last) = (round % 2, round == rounds - 1);
            await scene.SpreadAsync();
            var before = await scene.OwnersAsync();
            var its = before.Where(owner => owner.Value.Node == $"n{victim}").ToDictionary(owner => owner.Key, owner => owner.Value.Lease);
            findings.Must(its.Count > 0, "it owned nothing");
            var node = scene.Node[victim]!;
            double killed;
            await using (var flushes = await FlushFaults.StartAsync(node.Process.Id, scene.Folder))
            {
                var first = await node.TotalsAsync("it says that the disk refuses", totals => totals.StoreTrouble is not null);
                await Patience.PauseAsync(Faults.Dose(scene, 5, 15));
                var end = await node.TotalsAsync();
                accepted += end.Accepted - first.Accepted;
                failed += flushes.Failed;
                findings.Must(end.Received > first.Received, "it did not read on");
                killed = Scene.Now;
                if (last) await scene.KillNodeAsync(victim);
            }

            if (last)
            {
                recovery.AddRange((await scene.FirstStoredAsync(its, killed, TimeSpan.FromSeconds(40))).Values);
                await scene.StartNodeAsync(victim);
                await scene.AllRunAsync("after the kill");
                continue;
            }

            var mended = Scene.Now;
            await node.TotalsAsync("it accepts again", totals => totals.StoreTrouble is null);
            resumed.Add(Scene.Now - mended);
            await scene.AllRunAsync($"after flushes failed, round {round}");
            var after = await scene.OwnersAsync();
            moved += before.Count(owner => after[owner.Key].Epoch != owner.Value.Epoch);
        }

        findings.Figure("flushes_failed", failed);
        findings.Figure("accepted_meanwhile", accepted);
        findings.Figure("epoch_changes_without_kill", moved);
        findings.Spread("resumed", resumed);
        findings.Spread("recovery", recovery);
        findings.Must(failed >= rounds * 5, $"only {failed} flushes failed");
        findings.Must(accepted == 0, $"{accepted} ticks were told as accepted while no flush succeeded");
        findings.Must(resumed.Max() <= 5_000, $"it accepted again only {resumed.Max():0} ms after the disk was well");
    }

    public static async Task FullAsync(Scene scene, Findings findings)
    {
        var (node, other) = (scene.Node[0]!, scene.Node[1]!);
        var before = await scene.OwnersAsync();
        findings.Must(before.Values.Select(owner => owner.Node).Distinct().Count() == 2, "the streams were not spread");
        await node.TotalsAsync("it is at work", totals => totals.Stored > 5_000);
        var began = Scene.Now;
        scene.Disk!.Fill();
        await node.TotalsAsync("it says that the disk refuses", totals => totals.StoreTrouble is not null);
        findings.Figure("said_after_ms", Scene.Now - began);
        await node.TotalsAsync("ticks were refused for lack of room", totals => totals.Dropped > 5_000, TimeSpan.FromSeconds(180));
        findings.Figure("refused_after_ms", Scene.Now - began);
        await Patience.PauseAsync(Faults.Dose(scene, 5, 60));
        var ready = (await node.TextAsync("/readyz")).Status;
        var full = await node.TotalsAsync();
        await scene.Disk.FreeAsync();
        var freed = Scene.Now;
        await node.TotalsAsync("it accepts and stores again", totals => totals.StoreTrouble is null && totals.Stored > full.Stored + 20_000);
        findings.Figure("resumed_ms", Scene.Now - freed);
        await scene.AllRunAsync("when there was room again");
        // Ticks are numbered as they are received, so the bounds of a gap count what lies in it.
        var dropped = (await node.TotalsAsync()).Dropped;
        long missing = 0;
        await Patience.UntilAsync(
            "the gaps count what was refused",
            async () => (missing = await scene.AskAsync<long>($"select coalesce(sum(first_n - last_n - 1), 0)::bigint from ticks.gap where cause = {Room} and first_lease = last_lease")) >= dropped, () => $"{missing} of {dropped}");
        var after = await scene.OwnersAsync();
        findings.Figure("dropped", dropped);
        findings.Figure("missing_in_room_gaps", missing);
        findings.Figure("room_gaps", await scene.AskAsync<long>($"select count(*) from ticks.gap where cause = {Room}"));
        findings.Figure("dropped_by_other", (await other.TotalsAsync()).Dropped);
        findings.Figure("epoch_changes", before.Count(owner => after[owner.Key].Epoch != owner.Value.Epoch));
        findings.Must(ready == 503, $"/readyz said {ready} while nothing was accepted");
        findings.Must((await other.TotalsAsync()).Dropped == 0, "the other node refused ticks too");
        findings.Must(missing == (await node.TotalsAsync()).Dropped, $"the gaps count {missing} refused ticks, the node {dropped}");
    }
}
