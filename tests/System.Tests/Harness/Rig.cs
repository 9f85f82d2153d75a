using System.Globalization;
using System.Text.Json;

namespace OrleansTicks.System.Tests;

/// <summary>The commands that read a store, as a person would run them.</summary>
internal static class Rig
{
    public static async Task<IStoreRig> StartAsync(string kind, Folder folder) => kind is "postgres" ? await PostgresRig.StartAsync(folder) : new SqliteRig(folder["ticks.db"]);

    /// <summary>Arguments of <c>up</c> that record these symbols from this exchange.</summary>
    public static IEnumerable<string> Record(this IStoreRig store, Folder folder, string url, string symbols) =>
        ["--feed", "binance", "--url", url, "--symbols", symbols, "--mode", "quote", "--store", store.Spec, "--data", folder["data"]];

    /// <summary>Every cell of <c>export</c>, without the heading.</summary>
    public static async Task<IReadOnlyList<string[]>> ExportAsync(this IStoreRig store, string symbol, string kind)
    {
        var (exit, output, error) = await TicksProcess.RunAsync(["export", symbol, "--kind", kind, "--store", store.Spec]);
        Assert.True(exit == 0, $"export {symbol} ended with {exit}: {error}");
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(kind == "trade" ? "id,time,received,price,size" : "id,time,received,bid,bid_size,ask,ask_size", lines[0]);
        return [.. lines.Skip(1).Select(line => line.Split(','))];
    }

    /// <summary>All that is stored, a key for each row: who is in twice stands in it twice.</summary>
    public static async Task<List<TickKey>> KeysAsync(this IStoreRig store, IEnumerable<string> symbols)
    {
        var keys = new List<TickKey>();
        foreach (var symbol in symbols)
        {
            foreach (var kind in new[] { "trade", "quote" })
                keys.AddRange((await store.ExportAsync(symbol, kind)).Select(row => new TickKey(symbol, kind, long.Parse(row[0], CultureInfo.InvariantCulture))));
        }

        return keys;
    }

    public static async Task<Verdict> CheckAsync(this IStoreRig store, string ledger)
    {
        var (exit, output, error) = await TicksProcess.RunAsync(["sim", "check", "--ledger", ledger, "--store", store.Spec]);
        Assert.True(output.StartsWith('{'), $"sim check gave no verdict, exit {exit}: {output}\n{error}");
        var verdict = JsonSerializer.Deserialize<Verdict>(output, Verdict.Json)!;
        Assert.Equal(verdict.Ok ? 0 : 1, exit);
        return verdict;
    }
}

/// <summary>The verdict of <c>sim check</c>.</summary>
internal sealed record Verdict(bool Ok, long Sent, long Stored, long Missing, long Duplicated, long Wrong, long InGaps, long Missed, IReadOnlyList<string> Reasons)
{
    public static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public void MustBeOk() => Assert.True(Ok, ToString());

    public override string ToString() => $"ok {Ok}, sent {Sent}, stored {Stored}, missing {Missing}, duplicated {Duplicated}, wrong {Wrong}, in gaps {InGaps}, missed {Missed}: {string.Join("; ", Reasons)}";
}
