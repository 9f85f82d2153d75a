using System.Diagnostics;

namespace OrleansTicks.Faults;

/// <summary>Faults by chance from one seed, one after the other and two at once, on one pair of nodes; then one verdict over all of it.</summary>
internal static class RandomRun
{
    public static async Task<int> RunAsync(SceneOptions options, TimeSpan time)
    {
        var findings = new Findings("random", options);
        var scene = await Scene.StartAsync(options);
        var drawn = new List<string>();
        try
        {
            var watch = Stopwatch.StartNew();
            while (watch.Elapsed < time)
            {
                var moves = Disturbances.All;
                var first = moves[scene.Random.Next(moves.Count)];
                var second = scene.Random.Next(3) == 0 ? moves[scene.Random.Next(moves.Count)] : null;
                drawn.Add(second is null ? first.Name : $"{first.Name}+{second.Name}");
                Console.Error.WriteLine($"{watch.Elapsed:mm\\:ss} {drawn[^1]}");
                // The seed decides what happens; two at once share the nodes, so each takes what it finds.
                await Task.WhenAll(first.Act(scene, scene.Random.Next()), second?.Act(scene, scene.Random.Next()) ?? Task.CompletedTask);
                for (var i = 0; i < scene.Node.Length; i++)
                {
                    if (scene.Node[i] is null) await scene.StartNodeAsync(i);
                }

                await scene.AllRunAsync($"after {drawn[^1]}", TimeSpan.FromSeconds(90));
            }

            await scene.SettleAsync();
            findings.Figure("faults", drawn.Count);
            findings.Figure("drawn", string.Join(' ', drawn));
            await new Judge(scene, findings).JudgeAsync();
        }
        catch (Exception failure)
        {
            findings.Figure("drawn", string.Join(' ', drawn));
            findings.Must(false, failure.Message);
        }
        finally
        {
            if (!findings.Ok) await scene.KeepAsync();
            await scene.DisposeAsync();
        }

        return Commands.Finish(findings, scene.Folder);
    }
}
