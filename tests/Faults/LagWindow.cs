using System.Text.Json;

namespace OrleansTicks.Faults;

/// <summary>A stretch of time and the streams of interest in it: how long did each of their ticks take from the exchange's sending to the commit?</summary>
/// <remarks>
/// Sent = the ledger's stamp; committed = PostgreSQL's own stamp of the transaction (<c>track_commit_timestamp</c>), taken just before it flushes its log. One machine, one
/// clock. Read after the stretch, so that reading disturbs nothing.
/// </remarks>
/// <param name="From">Unix milliseconds.</param>
/// <param name="To">Unix milliseconds.</param>
/// <param name="Streams">Their keys.</param>
internal sealed record LagWindow(double From, double To, IReadOnlySet<string> Streams)
{
    /// <summary>Rows that came in later than so long after the window are of no tick that was sent in it.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Milliseconds of each tick that was sent in the window and is stored, for each window.</summary>
    public static async Task<IReadOnlyList<IReadOnlyCollection<double>>> ReadAsync(Scene scene, IReadOnlyList<LagWindow> windows)
    {
        var sent = ReadSent(scene.Exchange.LedgerPath, windows);
        var lags = windows.Select(_ => new List<double>()).ToList();
        for (var i = 0; i < windows.Count; i++)
        {
            var window = windows[i];
            await foreach (var row in scene.QueryAsync(
                $"""
                with stored as (
                    select instrument, identity, lease, 't' as kind, pg_xact_commit_timestamp(xmin) as at, received from ticks.tick
                    union all select instrument, identity, lease, 'q', pg_xact_commit_timestamp(xmin), received from ticks.quote)
                select s.key, i.name, t.kind, t.identity, extract(epoch from t.at)::float8 * 1000
                from stored t join ticks.instrument i on i.id = t.instrument join ticks.stream_epoch e on e.lease = t.lease join ticks.stream s on s.id = e.stream
                where t.received between to_timestamp({window.From / 1000:F6}) and to_timestamp({(window.To + Longest.TotalMilliseconds) / 1000:F6})
                """))
            {
                if (!window.Streams.Contains(row.GetString(0))) continue;
                var name = row.GetString(1);
                if (sent.TryGetValue((name[(name.IndexOf(':') + 1)..], row.GetString(2)[0], row.GetInt64(3)), out var at) && at >= window.From && at < window.To) lags[i].Add(row.GetDouble(4) - at);
            }
        }

        return lags;
    }

    public static double P99(IReadOnlyCollection<double> values) =>
        values.Count == 0 ? throw new InvalidOperationException("nothing was stored of what was sent in that time") : values.Order().ElementAt((int)Math.Ceiling(0.99 * values.Count) - 1);

    private static Dictionary<(string Symbol, char Kind, long Id), double> ReadSent(string ledger, IReadOnlyList<LagWindow> windows)
    {
        var sent = new Dictionary<(string, char, long), double>();
        using var file = new FileStream(ledger, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        while (reader.ReadLine() is { } line)
        {
            if (!line.EndsWith('}') || !line.Contains("\"state\":\"sent\"", StringComparison.Ordinal)) continue;
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var at = root.GetProperty("at_ns").GetInt64() / 1e6;
            if (!windows.Any(window => at >= window.From && at < window.To) || root.GetProperty("id") is not { ValueKind: JsonValueKind.Number } id) continue;
            sent[(root.GetProperty("symbol").GetString()!, root.GetProperty("kind").GetString()![0], id.GetInt64())] = at;
        }

        return sent;
    }
}
