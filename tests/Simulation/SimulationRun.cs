using System.Diagnostics;
using System.Text.Json;
using OrleansTicks.Core;

namespace OrleansTicks.Simulation;

/// <summary>One seed from beginning to end: trouble, then everything mended, then the judgement.</summary>
public static class SimulationRun
{
    /// <summary>Runs one seed. The same seed and options give the same verdict, and the same trace.</summary>
    public static SimulationVerdict Run(int seed, SimulationOptions options)
    {
        var scheduler = new Scheduler(seed);
        var oracle = new Oracle(scheduler);
        var store = new ModelStore(scheduler, options, oracle);
        oracle.Store = store;
        var exchange = new Exchange(scheduler, options, oracle);
        var readsOn = scheduler.Maybe(0.25);
        List<ModelNode> nodes = [.. Enumerable.Range(0, options.Nodes).Select(i => new ModelNode(i, scheduler, options, store, exchange, oracle, readsOn))];
        foreach (var node in nodes)
        {
            node.Know(nodes);
            node.Loss = scheduler.Maybe(0.5) ? 0.03 : 0;
            node.Start();
        }

        exchange.Start();
        for (var stream = 0; stream < options.Streams; stream++) nodes[stream % nodes.Count].Command(stream, DesiredState.Run, restart: false);
        var end = ModelStore.Micros(options.Trouble);
        Trouble(scheduler, options, store, nodes, end);
        scheduler.Run(end);

        scheduler.Tell("all is mended");
        store.Away = exchange.Cuts = false;
        foreach (var node in nodes)
        {
            (node.Cut, node.Loss, node.MayDie) = (false, 0, false);
            node.Start();
        }

        scheduler.Run(end + 45_000_000);
        for (var stream = 0; stream < options.Streams; stream++) nodes[0].Command(stream, DesiredState.Run, restart: false);
        scheduler.Run(end + 70_000_000);
        for (var stream = 0; stream < options.Streams; stream++)
        {
            var row = store.Of(stream);
            if (row.Owner < 0 || row.Expires < scheduler.Now) oracle.Break($"liveness: nobody owns stream {stream}");
            if (store.MarkOf(stream) is not { } mark || scheduler.Now - mark.Received > 5_000_000 + Math.Abs(nodes[Math.Max(0, row.Owner)].WallStep)) oracle.Break($"liveness: stream {stream} stores nothing: {string.Join(", ", nodes.Select(node => node.Describe()))}");
        }

        exchange.IsOver = true;
        scheduler.Run(end + 85_000_000);
        if (nodes.Exists(node => node.Queued > 0)) oracle.Break("liveness: batches stay in a spool");
        oracle.Judge();
        return new SimulationVerdict(seed, oracle.Broken, scheduler.Hash, scheduler.Steps, oracle.Frames, store.Stored.Count, [.. scheduler.Trace]);
    }

    /// <summary>Many seeds; the last line is one JSON verdict in snake_case, with the first seed that is red.</summary>
    public static int RunMany(int from, int count, SimulationOptions options, TextWriter output)
    {
        var watch = Stopwatch.StartNew();
        SimulationVerdict? red = null;
        long steps = 0, frames = 0, stored = 0;
        var done = 0;
        for (; done < count && red is null; done++)
        {
            var verdict = Run(from + done, options);
            (steps, frames, stored) = (steps + verdict.Steps, frames + verdict.Frames, stored + verdict.Stored);
            if (verdict.Broken is not null) red = verdict;
        }

        if (red is not null)
        {
            foreach (var line in red.Trace) output.WriteLine(line);
            output.WriteLine($"seed {red.Seed}, {options}");
        }

        output.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["ok"] = red is null, ["seeds"] = done, ["from"] = from, ["red_seed"] = red?.Seed, ["broken"] = red?.Broken, ["steps"] = steps, ["frames"] = frames, ["stored"] = stored,
            ["seconds"] = Math.Round(watch.Elapsed.TotalSeconds, 1),
        }));
        return red is null ? 0 : 1;
    }

    private static void Trouble(Scheduler scheduler, SimulationOptions options, ModelStore store, List<ModelNode> nodes, long end)
    {
        var gentle = scheduler.Between(1, 5);
        Next();

        void Next() => scheduler.In(scheduler.Between(200_000, 2_000_000 * gentle), () =>
        {
            if (scheduler.Now >= end) return;
            var node = nodes[scheduler.Chance.Next(nodes.Count)];
            switch (scheduler.Chance.Next(9))
            {
                case 0:
                    node.Crash();
                    scheduler.In(scheduler.Between(100_000, 20_000_000), node.Start);
                    break;
                case 1:
                    node.Pause(scheduler.Maybe(0.3) ? scheduler.Between(5_000_000, 25_000_000) : scheduler.Between(50_000, 3_000_000));
                    break;
                case 2:
                    node.Cut = true;
                    scheduler.Tell("a node is cut off from the store");
                    scheduler.In(scheduler.Between(500_000, 20_000_000), () => node.Cut = false);
                    break;
                case 3 when !store.Away:
                    store.Away = true;
                    scheduler.Tell("the store is away");
                    scheduler.In(scheduler.Between(500_000, 25_000_000), () => store.Away = false);
                    break;
                case 4:
                    node.WallStep += scheduler.Between(-3_600_000_000, 3_600_000_000);
                    break;
                default:
                    var wishes = new[] { DesiredState.Run, DesiredState.Run, DesiredState.Stop, DesiredState.Pause };
                    var wish = wishes[scheduler.Chance.Next(wishes.Length)];
                    node.Command(scheduler.Chance.Next(options.Streams), wish, restart: wish is DesiredState.Run && scheduler.Maybe(0.5));
                    break;
            }

            Next();
        });
    }
}

/// <summary>What came of one seed.</summary>
/// <param name="Seed">It.</param>
/// <param name="Broken">The first promise that was broken, in words; null = all were kept.</param>
/// <param name="Hash">Of everything that happened.</param>
/// <param name="Steps">Events.</param>
/// <param name="Frames">That went to sockets.</param>
/// <param name="Stored">Rows.</param>
/// <param name="Trace">The last things that happened.</param>
public sealed record SimulationVerdict(int Seed, string? Broken, ulong Hash, long Steps, int Frames, int Stored, IReadOnlyList<string> Trace);
