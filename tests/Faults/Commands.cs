using System.Globalization;
using OrleansTicks.Simulation;

namespace OrleansTicks.Faults;

/// <summary>The command line of <c>./faults</c>. Its last line is one JSON verdict; the exit code says the same.</summary>
internal static class Commands
{
    private const string Usage =
        """
        ./faults list                                   what can be broken
        ./faults NAME [--full] [--seed S] [--fast] [--silos]   one fault, a small dose or the whole one; --fast: lease profile fast;
                                                        --silos: three silos of a cluster in place of two nodes
        ./faults simulate --seeds N [--from S]          the deterministic simulation; the first red seed with its trace
        ./faults random --seed S --minutes M            faults and pairs of faults by chance, one verdict for all
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        var name = args.FirstOrDefault(argument => !argument.StartsWith("--", StringComparison.Ordinal));
        var options = new SceneOptions { Seed = Number(args, "--seed", 1), Full = args.Contains("--full"), Fast = args.Contains("--fast"), Silos = args.Contains("--silos"), Streams = args.Contains("--silos") ? 12 : 10 };
        if (name == "list")
        {
            foreach (var fault in Faults.All) Console.WriteLine($"{fault.Name,-18} {fault.Summary}");
            return 0;
        }

        if (name == "simulate") return SimulationRun.RunMany(Number(args, "--from", 1), Number(args, "--seeds", 300), new SimulationOptions(), Console.Out);
        if (name == "random") return await RandomRun.RunAsync(options, TimeSpan.FromMinutes(Number(args, "--minutes", 10)));
        if (Faults.All.FirstOrDefault(fault => fault.Name == name) is { } asked) return await RunAsync(asked, asked.SilosOnly ? options with { Silos = true, Streams = 12 } : options);
        Console.Error.WriteLine(name is null ? Usage : $"there is no fault {name}; see ./faults list\n{Usage}");
        return 2;
    }

    public static async Task<int> RunAsync(Fault fault, SceneOptions options)
    {
        options = fault.Options(options);
        var findings = new Findings(fault.Name, options);
        if (fault.Lack() is { } lack)
        {
            findings.Figure("skipped", lack);
            Console.WriteLine(findings.ToJson());
            return 0;
        }

        var scene = await Scene.StartAsync(options);
        try
        {
            await fault.Act(scene, findings);
            await scene.SettleAsync();
            await new Judge(scene, findings).JudgeAsync();
        }
        catch (Exception failure)
        {
            findings.Must(false, failure.Message);
        }
        finally
        {
            if (!findings.Ok) await scene.KeepAsync();
            await scene.DisposeAsync();
        }

        return Finish(findings, scene.Folder);
    }

    /// <summary>What a failed run left stays, and is named.</summary>
    public static int Finish(Findings findings, string folder)
    {
        if (findings.Ok) Directory.Delete(folder, recursive: true);
        else findings.Figure("artefacts", folder);
        Console.WriteLine(findings.ToJson());
        return findings.Ok ? 0 : 1;
    }

    private static int Number(string[] args, string name, int otherwise)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length && int.TryParse(args[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
    }
}
