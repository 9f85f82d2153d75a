using System.Globalization;

namespace OrleansTicks.Client.Tests;

/// <summary>A real node whose store is cut and that dies then; what it had accepted is adopted.</summary>
public sealed class SpoolCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Spool => Path.Combine(_folder.Path, "spool");

    private string Store => $"sqlite:{Path.Combine(_folder.Path, "ticks-sim.db")}";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_dead_process_had_accepted_is_stored_once()
    {
        await using var cli = Cli.Alone();
        await DieWithAFullSpoolAsync(cli);

        Assert.Equal(0, await cli.RunAsync("spool", "list", "--data", _folder.Path, "-o", "json"));
        var slot = Assert.Single(cli.Json.GetProperty("spools").EnumerateArray());
        Assert.False(slot.GetProperty("held").GetBoolean());
        Assert.True(slot.GetProperty("files").GetInt32() > 0);
        Assert.Equal(0, await cli.RunAsync("spool", "list", "--data", _folder.Path));
        Assert.Contains("  waits  ", cli.Out);
        Assert.Contains("ticks spool adopt", cli.Error);

        var copy = _folder.Path + "-copy";
        CopyFolder(Spool, copy);
        try
        {
            Assert.Equal(0, await cli.RunAsync("spool", "adopt", Spool, "--store", Store, "-o", "json"));
            var adopted = Assert.Single(cli.Json.GetProperty("spools").EnumerateArray());
            Assert.True(adopted.GetProperty("stored").GetInt64() > 0);
            Assert.Equal(adopted.GetProperty("rows").GetInt64(), adopted.GetProperty("stored").GetInt64());
            Assert.Equal((0, 0), (adopted.GetProperty("fenced").GetInt32(), adopted.GetProperty("damaged").GetArrayLength()));
            Assert.Equal(4, await cli.RunAsync("spool", "adopt", Spool, "--store", Store));

            // The same once more, as from a backup: the store knows every batch.
            Assert.Equal(0, await cli.RunAsync("spool", "adopt", copy, "--store", Store));
            Assert.Contains(": 0 rows waited; stored 0,", cli.Out);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    [Fact]
    public async Task The_spool_of_another_store_is_named_and_left_alone()
    {
        await using var cli = Cli.Alone();
        await DieWithAFullSpoolAsync(cli);
        using var other = new TempFolder();
        Assert.Equal(0, await cli.RunAsync("up", "--data", other.Path, "--listen", "http://127.0.0.1:0", "--for", "300ms", "--symbols", "TCS", "-o", "json"));
        var files = Files();

        Assert.Equal(1, await cli.RunAsync("spool", "adopt", Spool, "--store", $"sqlite:{other.Path}/ticks-sim.db"));

        Assert.Contains("was written for store", cli.Error);
        Assert.Contains("Nothing was changed", cli.Error);
        Assert.Equal(files, Files());
        Assert.Equal(1, await cli.RunAsync("spool", "adopt", Spool, "--store", $"sqlite:{other.Path}/nothing.db"));
        Assert.False(File.Exists($"{other.Path}/nothing.db"));
        Assert.Equal(2, await cli.RunAsync("spool", "adopt", Spool));
    }

    [Fact]
    public async Task The_spool_of_a_live_node_is_left_alone()
    {
        await using var cli = Cli.Alone();
        await DieWithAFullSpoolAsync(cli);
        var slot = Path.GetDirectoryName(Files()[0])!;
        using (new FileStream(Path.Combine(slot, "lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Equal(1, await cli.RunAsync("spool", "adopt", slot, "--store", Store));
            Assert.Contains($"A live process has the spool in {slot}", cli.Error);
            Assert.Equal(0, await cli.RunAsync("spool", "list", "--data", _folder.Path));
            Assert.Contains("  in use  ", cli.Out);
        }

        Assert.Equal(0, await cli.RunAsync("spool", "adopt", slot, "--store", Store));
    }

    [Fact]
    public async Task Damage_becomes_a_gap_and_is_said()
    {
        await using var cli = Cli.Alone();
        await DieWithAFullSpoolAsync(cli);
        var file = Files().MaxBy(path => new FileInfo(path).Length)!;
        var bytes = await File.ReadAllBytesAsync(file, Cli.Cancellation);
        bytes[bytes.Length / 2] ^= 0xff;
        await File.WriteAllBytesAsync(file, bytes, Cli.Cancellation);

        Assert.Equal(5, await cli.RunAsync("spool", "adopt", Spool, "--store", Store));

        Assert.Contains($"  damaged: {file}.damaged; what could not be read is a gap\n", cli.Out);
        Assert.Equal(0, await cli.RunAsync("spool", "list", "--data", _folder.Path, "-o", "json"));
        Assert.Equal(1, Assert.Single(cli.Json.GetProperty("spools").EnumerateArray()).GetProperty("damaged").GetArrayLength());
    }

    private List<string> Files() => [.. Directory.EnumerateFiles(Spool, "*.spool", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>Runs <c>up</c>, cuts its store by a drill, waits until something is in the spool, and kills it by a drill.</summary>
    private async Task DieWithAFullSpoolAsync(Cli cli)
    {
        using var up = UpProcess.Start("--data", _folder.Path, "--listen", "http://127.0.0.1:0", "--connection-delay", "0s", "--max-stocks", "40", "--allow-drills", "--loglevel", "error", "--monitor-interval", "100ms");
        cli.Variables["TICKS_API"] = await up.AddressAsync();
        await up.SaysAsync(line => line.Contains("ticking", StringComparison.Ordinal));
        Assert.Equal(0, await cli.RunAsync("drill", "cut-store", "1h"));
        await up.SaysAsync(line => line.Split("In spool ") is [_, var rows] && int.Parse(rows, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) >= 200);
        up.LetTalk();
        Assert.Equal(0, await cli.RunAsync("get", "streams", "-o", "json"));
        Assert.Equal(0, await cli.RunAsync("drill", "kill-owner", cli.Json.GetProperty("streams")[0].GetProperty("shortId").GetString()!));
        Assert.Contains("dies now", cli.Error);
        Assert.Equal(137, await up.ExitAsync());
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
