using OrleansTicks.System.Tests;

namespace OrleansTicks.Faults;

/// <summary>Small disturbances that may fall beside each other. Each ends by itself and leaves all proxies and servers as they were.</summary>
internal static class Disturbances
{
    private const int Stop = 19, Continue = 18;

    public static IReadOnlyList<Disturbance> All { get; } =
    [
        new("kill", (scene, seed) => scene.Node[seed % scene.Options.Nodes] is null ? Task.CompletedTask : scene.KillNodeAsync(seed % scene.Options.Nodes)),
        new("term", async (scene, seed) =>
        {
            if (scene.Node[seed % scene.Options.Nodes] is not null) await scene.EndNodeAsync(seed % scene.Options.Nodes);
        }),
        new("freeze", (scene, seed) => FreezeAsync(scene, seed % scene.Options.Nodes, TimeSpan.FromSeconds(1 + (seed % 17)))),
        new("blink", (scene, seed) => FreezeAsync(scene, seed % scene.Options.Nodes, TimeSpan.FromMilliseconds(100 + (seed % 2400)))),
        new("store-cut-one", (scene, seed) => CutAsync(scene.Stores[seed % scene.Options.Nodes], seed)),
        new("store-mute-one", (scene, seed) => MuteAsync(scene.Stores[seed % scene.Options.Nodes], seed)),
        new("feed-cut-one", (scene, seed) => CutAsync(scene.Feeds[seed % scene.Options.Nodes], seed)),
        new("feed-mute-one", (scene, seed) => MuteAsync(scene.Feeds[seed % scene.Options.Nodes], seed)),
        new("feed-reset", (scene, seed) => Once(scene.Feeds[seed % scene.Options.Nodes].Reset)),
        new("feed-half-close", (scene, seed) => Once(scene.Feeds[seed % scene.Options.Nodes].HalfClose)),
        new("store-reset", (scene, seed) => Once(scene.Stores[seed % scene.Options.Nodes].Reset)),
        new("reply-lost", (scene, seed) => Once(() => scene.Stores[seed % scene.Options.Nodes].CutAfter(200 + (seed % 4000)))),
        new("store-slow", async (scene, seed) =>
        {
            var proxy = scene.Stores[seed % scene.Options.Nodes];
            (proxy.Delay, proxy.Jitter) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(100));
            await Patience.PauseAsync(TimeSpan.FromSeconds(5 + (seed % 5)));
            proxy.Restore();
        }),
        new("store-crash", async (scene, seed) =>
        {
            await scene.Server.StopHardAsync();
            await Patience.PauseAsync(TimeSpan.FromSeconds(seed % 15));
            await scene.Server.StartAsync();
        }) { Alone = true },
        new("backends-ended", (scene, _) => scene.RunAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'market' and pid <> pg_backend_pid()")),
        new("lock", (scene, seed) => scene.RunAsync($"begin; lock table ticks.tick in exclusive mode; select pg_sleep({2 + (seed % 6)}); commit")),
    ];

    public static async Task FreezeAsync(Scene scene, int index, TimeSpan time)
    {
        if (scene.Node[index] is not { } node) return;
        var from = Scene.Now;
        node.Process.Signal(Stop);
        await Patience.PauseAsync(time);
        node.Process.Signal(Continue);
        scene.Freezes.Add((from, Scene.Now));
        await Patience.PauseAsync(TimeSpan.FromSeconds(2));
    }

    private static async Task CutAsync(FaultProxy proxy, int seed)
    {
        proxy.Refuse();
        await Patience.PauseAsync(TimeSpan.FromSeconds(1 + (seed % 15)));
        proxy.Restore();
    }

    private static async Task MuteAsync(FaultProxy proxy, int seed)
    {
        proxy.Freeze();
        await Patience.PauseAsync(TimeSpan.FromSeconds(1 + (seed % 15)));
        proxy.Reset();                                                            // what was held back must not come later, as from a line that is whole again
        proxy.Restore();
    }

    private static Task Once(Action act)
    {
        act();
        return Task.CompletedTask;
    }
}

/// <param name="Name">For the record of what was drawn.</param>
/// <param name="Act">Breaks and mends; a number from the seed decides how.</param>
internal sealed record Disturbance(string Name, Func<Scene, int, Task> Act)
{
    /// <summary>Touches what all share.</summary>
    public bool Alone { get; init; }
}
