using System.Text.Json;

namespace OrleansTicks.System.Tests;

/// <summary>What an exchange says it sent, read here without the program's own check.</summary>
internal sealed class Ledger
{
    public required IReadOnlyList<Entry> Entries { get; init; }

    /// <summary>Trades and quotes that went out, in the order of the wire.</summary>
    public IEnumerable<Entry> Sent => Entries.Where(entry => entry.State == "sent" && entry.Key.Id != 0);

    public static Ledger Read(string path)
    {
        var entries = new List<Entry>();
        foreach (var line in LinesOf(path))
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.TryGetProperty("event", out _)) continue;
            var kind = root.GetProperty("kind").GetString()!;
            var id = root.GetProperty("id") is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : 0;
            entries.Add(new Entry(
                root.GetProperty("conn") is { ValueKind: JsonValueKind.Number } connection ? connection.GetInt32() : -1,
                root.GetProperty("frame") is { ValueKind: JsonValueKind.Number } frame ? frame.GetInt64() : -1,
                root.GetProperty("seq").GetInt64(), root.GetProperty("state").GetString()!, new TickKey(root.GetProperty("symbol").GetString()!, kind, id)));
        }

        return new Ledger { Entries = entries };
    }

    public static bool HasEvent(string path, string name) => LinesOf(path).Any(line => line.StartsWith($$"""{"event":"{{name}}""", StringComparison.Ordinal));

    /// <summary>Whole lines only: the last may still be on its way.</summary>
    private static IEnumerable<string> LinesOf(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        while (reader.ReadLine() is { } line)
        {
            if (line.EndsWith('}')) yield return line;
        }
    }

    /// <param name="Connection">Of the exchange, counted from 0; -1 = nobody's.</param>
    /// <param name="Frame">On the connection, from 0.</param>
    /// <param name="Seq">Place in the market's order.</param>
    /// <param name="State">sent, missed or fault.</param>
    /// <param name="Key">Which tick.</param>
    public sealed record Entry(int Connection, long Frame, long Seq, string State, TickKey Key);
}

/// <summary>A tick by symbol, kind (trade or quote) and the venue's id.</summary>
internal sealed record TickKey(string Symbol, string Kind, long Id);
