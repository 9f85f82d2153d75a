using System.Text.Json;
using OrleansTicks.System.Tests;

namespace OrleansTicks.Faults;

/// <summary>The size that users run: 5,000 symbols in 100 streams.</summary>
internal static class LargeFault
{
    /// <summary>What the exchange allows one address: connects, and in what time.</summary>
    private const int Connects = 300;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>Queries for the state of symbols after the death of a silo: they are gathered, not asked one by one.</summary>
    private const int MostQueries = 50;

    public static SceneOptions Size(SceneOptions options) => options with { Streams = 100, PerStream = 50, Patience = TimeSpan.FromMinutes(6) };

    public static async Task ActAsync(Scene scene, Findings findings)
    {
        await scene.SpreadAsync();
        findings.Figure("connects_until_spread", Opened(scene).Count);
        await Patience.PauseAsync(TimeSpan.FromSeconds(10));             // connecting and compiling are over
        await MeasureAsync(scene, findings, Faults.Dose(scene, 15, 60));
        var its = (await scene.OwnersAsync()).Where(owner => owner.Value.Node == "n2").ToDictionary(owner => owner.Key, owner => owner.Value.Lease);
        findings.Figure("streams_of_the_dead", its.Count);
        findings.Must(its.Count is >= 30 and <= 36, $"it owned {its.Count} of {scene.Options.Streams} streams");
        var before = await QueriesAsync(scene);
        var killed = Scene.Now;
        await scene.KillNodeAsync(2);
        findings.Spread("recovery", (await scene.FirstStoredAsync(its, killed, scene.Options.Patience)).Values);
        await scene.AllRunAsync("on two silos");
        findings.Figure("all_back_ms", Scene.Now - killed);
        var queries = await QueriesAsync(scene) - before;
        findings.Figure("state_queries", queries);
        findings.Must(queries <= MostQueries, $"{queries} queries for the state of the symbols that moved");
        var opened = Opened(scene);
        var most = opened.Select(from => opened.Count(at => at >= from && at < from + Window.TotalMilliseconds)).DefaultIfEmpty(0).Max();
        findings.Figure("connects_in_5_min_max", most);
        findings.Must(most <= Connects, $"{most} connects within {Window.TotalMinutes:0} minutes");
    }

    /// <summary>What each silo needs while nothing happens.</summary>
    private static async Task MeasureAsync(Scene scene, Findings findings, TimeSpan time)
    {
        scene.Asks = false;
        var used = scene.Node.Select(node => Programs.Used(node!.Process.Id)).ToList();
        var received = await ReceivedAsync(scene);
        await Patience.PauseAsync(time);
        var cpu = scene.Node.Select((node, i) => (Programs.Used(node!.Process.Id) - used[i]).TotalMicroseconds).Sum();
        var ticks = await ReceivedAsync(scene) - received;
        scene.Asks = true;
        findings.Figure("resident_mb", scene.Node.Select(node => Math.Round(Programs.Resident(node!.Process.Id) / 1e6, 1)).ToArray());
        findings.Figure("cpu_us_per_tick", cpu / ticks);
        findings.Figure("ticks_per_s", ticks / time.TotalSeconds);
        findings.Figure("store_connections", await scene.AskAsync<long>("select count(*) from pg_stat_activity where datname = 'market' and pid <> pg_backend_pid()"));
    }

    private static async Task<long> ReceivedAsync(Scene scene)
    {
        long sum = 0;
        foreach (var node in scene.Node) sum += (await node!.TotalsAsync()).Received;
        return sum;
    }

    private static Task<long> QueriesAsync(Scene scene) => scene.AskAsync<long>("select coalesce(sum(calls), 0)::bigint from pg_stat_user_functions where schemaname = 'ticks' and funcname = 'load_books'");

    /// <summary>When connections were opened, by the exchange's ledger; Unix milliseconds.</summary>
    private static List<double> Opened(Scene scene)
    {
        var opened = new List<double>();
        using var file = new FileStream(scene.Exchange.LedgerPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith("{\"event\":\"open\"", StringComparison.Ordinal) || !line.EndsWith('}')) continue;
            using var document = JsonDocument.Parse(line);
            opened.Add(document.RootElement.GetProperty("at_ns").GetInt64() / 1e6);
        }

        return opened;
    }
}
