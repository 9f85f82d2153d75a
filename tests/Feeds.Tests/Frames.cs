using System.IO.Compression;
using System.Text;

namespace OrleansTicks.Feeds.Tests;

/// <summary>Frames to read: small copies that lie beside the tests, and the recordings where they are at hand.</summary>
internal static class Frames
{
    public static readonly string[] Files =
        ["binance-trade", "binance-aggTrade", "binance-bookTicker", "binance-other", "binance-control", "json-fyers", "json-lite", "json-binance"];

    public static IReadOnlyList<byte[]> Of(string file) =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", file + ".jsonl")).Where(line => line.Length > 0).Select(Encoding.UTF8.GetBytes)];

    /// <summary>Every frame of both formats of recordings; null where they are absent.</summary>
    public static IReadOnlyList<byte[]>? Recorded()
    {
        if (Folder() is not { } folder) return null;
        var frames = new List<byte[]>();
        foreach (var file in Directory.EnumerateFiles(folder, "hftbacktest_*.gz"))
        {
            using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
            while (reader.ReadLine() is { } line) frames.Add(Encoding.UTF8.GetBytes(line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]));
        }

        foreach (var file in Directory.EnumerateFiles(folder, "cryptofeed_*.txt"))
            frames.AddRange(File.ReadLines(file).Skip(1).Where(line => line.Contains(": ", StringComparison.Ordinal)).Select(line => Encoding.UTF8.GetBytes(line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..])));
        return frames;
    }

    /// <summary>The received messages of a recording of another venue; null where it is absent.</summary>
    public static IReadOnlyList<byte[]>? Recorded(string venue, string file)
    {
        if (Folder(venue) is not { } folder || Path.Combine(folder, file) is var path && !File.Exists(path)) return null;
        var lines = File.ReadLines(path).Where(line => line.Length > 0);
        if (file.EndsWith(".jsonl", StringComparison.Ordinal)) return [.. lines.Select(Encoding.UTF8.GetBytes)];
        if (file.EndsWith(".tsv", StringComparison.Ordinal)) return [.. lines.Where(line => line[0] != '#').Select(line => Encoding.UTF8.GetBytes(line[(line.IndexOf('\t', StringComparison.Ordinal) + 1)..]))];
        return [.. lines.Where(line => !line.Contains(" <-", StringComparison.Ordinal)).Select(line => Encoding.UTF8.GetBytes(line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..]))];
    }

    private static string? Folder() => Folder("binance");

    private static string? Folder(string venue)
    {
        var shared = Environment.GetEnvironmentVariable("TICKS_SHARED");
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); shared is null && at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "OrleansTicks.sln"))) shared = Path.Combine(at.FullName, "..", "shared");
        }

        var folder = Path.Combine(shared ?? "", "data", venue);
        return Directory.Exists(folder) ? folder : null;
    }
}
