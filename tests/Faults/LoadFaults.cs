using OrleansTicks.System.Tests;

namespace OrleansTicks.Faults;

/// <summary>Faults that take a node's strength instead of its neighbours.</summary>
internal static class LoadFaults
{
    private const int Listeners = 200;

    /// <summary>What 200 full buffers may take: 64 KiB of the server's own each, requests, connections, and what the collector has not yet given back.</summary>
    private const double MostMegabytes = 150;

    public static async Task StarveAsync(Scene scene, Findings findings)
    {
        var rounds = scene.Options.Full ? 6 : 1;
        var most = 0;
        var total = 0;
        for (var round = 0; round < rounds; round++)
        {
            await scene.SpreadAsync();
            var moves = (await scene.OwnersAsync()).ToDictionary(owner => owner.Key, _ => 0);
            var last = (await scene.OwnersAsync()).ToDictionary(owner => owner.Key, owner => owner.Value.Epoch);
            var node = scene.Node[round % 2]!;
            var calm = await NeedAsync(node, TimeSpan.FromSeconds(5));
            var before = (await node.TotalsAsync()).Received;
            await using (var limit = CpuLimit.Start(node.Process, percent: 10))
            {
                var (used, began) = (Programs.Used(node.Process.Id), Scene.Now);
                findings.Figure("limited_by", limit.By);
                var until = Scene.Now + 20_000;
                while (Scene.Now < until)
                {
                    await LookAsync();
                    await Patience.PauseAsync(TimeSpan.FromMilliseconds(200));
                }

                var got = (Programs.Used(node.Process.Id) - used).TotalMilliseconds / (Scene.Now - began) * 100;
                findings.Figure("needs_percent", calm);
                findings.Figure("got_percent", got);
                findings.Must(got <= 12, $"it got {got:0} % of a processor");
                findings.Must(calm > 15, $"it needs no more than {calm:0} % of a processor, so a tenth starves it little");
            }

            findings.Figure("received_by_it", (await node.TotalsAsync("it answers", _ => true)).Received - before);
            await scene.AllRunAsync("when it had its share again");
            await LookAsync();
            most = Math.Max(most, moves.Values.Max());
            total += moves.Values.Sum();

            async Task LookAsync()
            {
                foreach (var (key, owner) in await scene.OwnersAsync())
                {
                    if (owner.Epoch == last[key]) continue;
                    last[key] = owner.Epoch;
                    moves[key]++;
                }
            }
        }

        findings.Figure("moves", total);
        findings.Figure("moves_of_one_stream_max", most);
        findings.Must(most <= 2, $"a stream moved {most} times while one node was starved");
    }

    /// <summary>Per cent of one processor that a node uses when it gets what it wants.</summary>
    private static async Task<double> NeedAsync(Node node, TimeSpan time)
    {
        var (used, began) = (Programs.Used(node.Process.Id), Scene.Now);
        await Patience.PauseAsync(time);
        return (Programs.Used(node.Process.Id) - used).TotalMilliseconds / (Scene.Now - began) * 100;
    }

    public static async Task MuteListenersAsync(Scene scene, Findings findings)
    {
        var node = scene.Node[0]!;
        var its = (await scene.OwnersAsync()).Where(owner => owner.Value.Node == "n0").Select(owner => owner.Key).ToHashSet();
        findings.Must(its.Count > 0, "it owned nothing");
        await Patience.PauseAsync(TimeSpan.FromSeconds(5));          // connecting and compiling are over
        var calm = await WatchAsync(Faults.Dose(scene, 10, 30));
        int opened, cut, served;
        (LagWindow Window, double Megabytes) pressed;
        await using (var listeners = new MuteListeners(node.Address, Listeners))
        {
            await Patience.UntilAsync("all are served", () => Task.FromResult(listeners.Served >= Listeners), () => $"{listeners.Served} of {listeners.Opened}\n{node.Process.Tail}");
            served = listeners.Served;
            pressed = await WatchAsync(Faults.Dose(scene, 20, 60));
            (opened, cut) = (listeners.Opened, listeners.Cut);
        }

        var quarter = (pressed.Window.To - pressed.Window.From) / 4;
        var quarters = Enumerable.Range(0, 4).Select(i => pressed.Window with { From = pressed.Window.From + (i * quarter), To = pressed.Window.From + ((i + 1) * quarter) });
        var lags = await LagWindow.ReadAsync(scene, [calm.Window, pressed.Window, .. quarters]);
        var (before, during) = (LagWindow.P99(lags[0]), LagWindow.P99(lags[1]));
        findings.Figure("listeners_served", served);
        findings.Figure("listeners_opened", opened);
        findings.Figure("listeners_cut", cut);
        findings.Figure("ticks_before", lags[0].Count);
        findings.Figure("ticks_during", lags[1].Count);
        findings.Figure("p99_before_ms", before);
        findings.Figure("p99_during_ms", during);
        findings.Figure("p99_by_quarter_ms", lags.Skip(2).Select(lag => Math.Round(LagWindow.P99(lag), 1)).ToArray());
        findings.Figure("resident_before_mb", calm.Megabytes);
        findings.Figure("resident_max_mb", pressed.Megabytes);
        findings.Must(cut > 0, "nobody was cut");
        findings.Must(during <= 2 * before, $"p99 from sending to commit rose from {before:0.0} to {during:0.0} ms");
        findings.Must(pressed.Megabytes <= calm.Megabytes + MostMegabytes, $"memory rose from {calm.Megabytes:0} to {pressed.Megabytes:0} MB");

        async Task<(LagWindow Window, double Megabytes)> WatchAsync(TimeSpan time)
        {
            var from = Scene.Now;
            double most = 0;
            while (Scene.Now - from < time.TotalMilliseconds)
            {
                most = Math.Max(most, Programs.Resident(node.Process.Id) / 1e6);
                await Patience.PauseAsync(TimeSpan.FromMilliseconds(200));
            }

            return (new LagWindow(from, Scene.Now, its), most);
        }
    }
}
