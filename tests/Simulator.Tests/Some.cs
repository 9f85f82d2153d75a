using System.Text.Json;
using OrleansTicks.Simulator;

namespace OrleansTicks.Simulator.Tests;

/// <summary>What many tests need: servers, files, ledgers read back.</summary>
internal static class Some
{
    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>400 frames of MADEUSDT: 160 trades 5001 to 5160, 220 quotes, 20 depth, and a REST snapshot between.</summary>
    public static string MadeHft => Path.Combine(AppContext.BaseDirectory, "Data", "made_hft.gz");

    /// <summary>190 frames: 60 aggregate trades and 120 quotes of ALPHABTC and BETABTC, 6 candles; GAMMABTC with depth only.</summary>
    public static string MadeCryptofeed => Path.Combine(AppContext.BaseDirectory, "Data", "made_cryptofeed.txt");

    public static async Task<SimulatorServer> ServerAsync(SimulatorOptions options, TimeProvider? time = null)
    {
        var server = new SimulatorServer(options, time ?? TimeProvider.System);
        await server.StartAsync(Cancellation);
        return server;
    }

    public static SimulatorOptions Flat(string replay, string? ledger = null, params string[] faults) =>
        new() { Replay = [replay], Speed = SimulatorSpeed.Max, Ledger = ledger, Faults = faults };

    /// <summary>A real recording of the project's shared data, or a skipped test.</summary>
    public static string Shared(string name, string venue = "binance")
    {
        var roots = new List<string?> { Environment.GetEnvironmentVariable("TICKS_SHARED") };
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OrleansTicks.sln"))) roots.Add(Path.Combine(folder.FullName, "..", "shared"));
        }

        var found = roots.OfType<string>().Select(root => Path.Combine(root, "data", venue, name)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(found is null, $"the recording {name} is not here; set TICKS_SHARED to the folder that holds data/{venue}");
        return found!;
    }

    /// <summary>The lines of a ledger, parsed.</summary>
    public static async Task<List<JsonElement>> LedgerAsync(SimulatorServer server, string path)
    {
        await server.FlushLedgerAsync();
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        var lines = new List<JsonElement>();
        while (await reader.ReadLineAsync(Cancellation) is { } line) lines.Add(JsonElement.Parse(line));
        return lines;
    }

    public static IEnumerable<JsonElement> Data(this IEnumerable<JsonElement> lines, string state) =>
        lines.Where(line => line.TryGetProperty("state", out var found) && found.GetString() == state);

    public static IEnumerable<JsonElement> Events(this IEnumerable<JsonElement> lines, string name) =>
        lines.Where(line => line.TryGetProperty("event", out var found) && found.GetString() == name);

    public static string Text(this JsonElement line, string name) => line.GetProperty(name).ToString();
}
