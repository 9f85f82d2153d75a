using System.Text.Json;
using OrleansTicks.System.Tests;

namespace OrleansTicks.Faults;

/// <summary>One checker for any fault, over a scene at rest: ledger and tables, gaps, epochs, and what the nodes said of themselves.</summary>
internal sealed class Judge(Scene scene, Findings findings)
{
    public async Task JudgeAsync()
    {
        await CheckLedgerAsync();
        await CheckEpochsAsync();
        await CheckAcceptedAsync();
        var connections = ReadConnections();
        CheckReaders(connections);
        CheckStatus(connections);
    }

    /// <summary>sent = stored + in gaps, nothing twice, each gap within one frame of the truth.</summary>
    private async Task CheckLedgerAsync()
    {
        var (exit, output, error) = await TicksProcess.RunAsync(["sim", "check", "--ledger", scene.Exchange.LedgerPath, "--store", $"postgres:@{await DirectAsync()}"]);
        if (!output.StartsWith('{'))
        {
            findings.Must(false, $"sim check gave no verdict, exit {exit}: {error}");
            return;
        }

        using var verdict = JsonDocument.Parse(output);
        foreach (var name in new[] { "sent", "stored", "missing", "duplicated", "wrong", "in_gaps", "missed" }) findings.Figure(name, verdict.RootElement.GetProperty(name).GetInt64());
        findings.Must(exit == 0, $"sim check: {verdict.RootElement.GetProperty("reasons")}");
    }

    /// <summary>No row was received by an older owner after its successor began. One machine, one clock: rows carry the owner's, ownerships the store's.</summary>
    private async Task CheckEpochsAsync()
    {
        var stale = await scene.AskAsync<long>(
            """
            select (select count(*) from ticks.tick t join ticks.stream_epoch e on e.lease = t.lease where t.received > e.valid_to)
                + (select count(*) from ticks.quote t join ticks.stream_epoch e on e.lease = t.lease where t.received > e.valid_to)
            """);
        findings.Figure("stale_rows", stale);
        findings.Must(stale == 0, $"{stale} rows were received by an older owner after its successor began");
        findings.Figure("takeovers", await scene.AskAsync<long>("select count(*) from ticks.event where what = 'owner' and reason = 'owner-lost'"));
        findings.Figure("ownerships", await scene.AskAsync<long>("select count(*) from ticks.stream_epoch"));
    }

    /// <summary>What a node told as accepted is stored: no gap begins before it, and no mark lies behind it.</summary>
    private async Task CheckAcceptedAsync()
    {
        var told = scene.Samples.Where(sample => sample.AcceptedThrough is not null).GroupBy(sample => sample.AcceptedThrough!.Lease)
            .ToDictionary(group => group.Key, group => group.Max(sample => sample.AcceptedThrough!.N));
        long lost = 0;
        await foreach (var row in scene.QueryAsync("select last_lease, last_n from ticks.gap where last_lease is not null and last_lease <> first_lease and instrument = 0"))
        {
            if (told.TryGetValue(row.GetInt32(0), out var n) && n > row.GetInt64(1)) lost += n - row.GetInt64(1);
        }

        await foreach (var row in scene.QueryAsync("select lease, n from ticks.stream_mark"))
        {
            if (told.TryGetValue(row.GetInt32(0), out var n) && n > row.GetInt64(1)) lost += n - row.GetInt64(1);
        }

        findings.Figure("accepted_lost", lost);
        findings.Must(lost == 0, $"{lost} ticks were told as accepted and are not stored");
    }

    /// <summary>At most one connection of a stream is read at a time. A frozen process answers pings again in the moment of its thaw, when it closes: that is told apart.</summary>
    private void CheckReaders(IReadOnlyList<Connection> connections)
    {
        double worst = 0, total = 0;
        foreach (var stream in connections.GroupBy(connection => connection.Symbols))
        {
            var ordered = stream.OrderBy(connection => connection.From).ToList();
            for (var i = 1; i < ordered.Count; i++)
            {
                var until = ordered.Take(i).Max(before => before.ReadUntil(scene.Freezes));
                var overlap = until - ordered[i].From;
                if (overlap <= 0) continue;
                total += overlap;
                worst = Math.Max(worst, overlap);
            }
        }

        findings.Figure("reader_overlap_ms", worst);
        findings.Figure("reader_overlap_total_ms", total);
        findings.Figure("connections", connections.Count);
        findings.Must(worst <= 0, $"two connections of one stream were read at once for {worst:0} ms");
    }

    /// <summary><c>running</c> is not shown for longer than two beats after no connection of the stream was read any more.</summary>
    private void CheckStatus(IReadOnlyList<Connection> connections)
    {
        var bySymbols = connections.Where(connection => !connection.Symbols.StartsWith("zz", StringComparison.Ordinal)).GroupBy(connection => connection.Symbols).ToDictionary(group => group.Key, group => group.ToList());
        var symbolsOf = SymbolsByStream(bySymbols.Keys);
        var most = (scene.Beat * 2).TotalMilliseconds + 700;    // the store is read once a second, the nodes are asked five times a second
        double worst = 0;
        var lies = 0;
        foreach (var sample in scene.Samples.Where(sample => sample.State == "running"))
        {
            if (!symbolsOf.TryGetValue(sample.Stream, out var symbols)) continue;
            var lately = bySymbols[symbols].Where(connection => connection.From <= sample.Answered).Select(connection => Math.Min(sample.At, connection.OpenUntil)).DefaultIfEmpty(0).Max();
            var late = sample.At - lately;
            worst = Math.Max(worst, late);
            if (late > most) lies++;
        }

        findings.Figure("status_samples", scene.Samples.Count);
        findings.Figure("status_late_max_ms", worst);
        findings.Must(lies == 0, $"{lies} samples showed running when nothing had been connected for longer than two beats (at most {worst:0} ms)");
    }

    private async Task<string> DirectAsync()
    {
        var file = Path.Combine(scene.Folder, "store-direct");
        await File.WriteAllTextAsync(file, new Npgsql.NpgsqlConnectionStringBuilder(scene.Server.ConnectionString) { Database = "market" }.ConnectionString);
        return file;
    }

    /// <summary>Streams are runs of the sorted symbols, so the first symbol of a connection tells its number.</summary>
    private Dictionary<string, string> SymbolsByStream(IEnumerable<string> symbols)
    {
        var ordered = symbols.Order(StringComparer.Ordinal).ToList();
        // What a fault started beside them has a group of its own.
        var group = scene.Samples.Select(sample => sample.Stream).Distinct().GroupBy(stream => stream[..stream.LastIndexOf('/')]).MaxBy(group => group.Count())?.Key;
        return scene.Samples.Select(sample => sample.Stream).Distinct().Where(stream => stream[..stream.LastIndexOf('/')] == group).Where(stream => int.Parse(stream[(stream.LastIndexOf('/') + 1)..]) < ordered.Count)
            .ToDictionary(stream => stream, stream => ordered[int.Parse(stream[(stream.LastIndexOf('/') + 1)..])]);
    }

    private List<Connection> ReadConnections()
    {
        var connections = new Dictionary<int, Connection>();
        foreach (var line in File.ReadLines(scene.Exchange.LedgerPath).Where(line => line.StartsWith("{\"event\"", StringComparison.Ordinal) && line.EndsWith('}')))
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (!root.TryGetProperty("conn", out var id) || id.ValueKind != JsonValueKind.Number) continue;
            var at = root.GetProperty("at_ns").GetInt64() / 1e6;
            switch (root.GetProperty("event").GetString())
            {
                case "subscribe":
                    var first = root.GetProperty("streams").EnumerateArray().Select(stream => stream.GetString()!.Split('@')[0]).Order(StringComparer.Ordinal).First();
                    connections.TryAdd(id.GetInt32(), new Connection(first, at) { OpenUntil = double.MaxValue });
                    break;
                case "pong" when connections.TryGetValue(id.GetInt32(), out var read):
                    read.Pongs.Add(at);
                    break;
                case "close" when connections.TryGetValue(id.GetInt32(), out var closed):
                    closed.OpenUntil = Math.Min(closed.OpenUntil, at);
                    break;
            }
        }

        return [.. connections.Values];
    }
}

/// <summary>One connection as the exchange saw it; Unix milliseconds.</summary>
internal sealed record Connection(string Symbols, double From)
{
    public List<double> Pongs { get; } = [];

    /// <summary>Its close; largest = it was never closed.</summary>
    public double OpenUntil { get; set; }

    /// <summary>The last answer to a ping: until then somebody read. An answer in the two seconds after a thaw is the farewell of a process that stood still.</summary>
    public double ReadUntil(IReadOnlyList<(double From, double To)> freezes)
    {
        var last = From;
        foreach (var pong in Pongs)
        {
            if (!freezes.Any(freeze => pong >= freeze.From && pong <= freeze.To + 2_000)) last = Math.Max(last, pong);
        }

        return last;
    }
}
