using System.Globalization;
using OrleansTicks.Web;

namespace OrleansTicks.Client;

/// <summary>Streams that do not run, what was lost, what waits.</summary>
internal static class StreamChecks
{
    /// <summary>A quarter of what a spool may hold.</summary>
    private const long LargeSpool = 1L << 30;

    /// <summary>A beginning, and nothing else, has these.</summary>
    private static readonly string[] Ordinary = ["epoch", "closed"];

    public static IEnumerable<Finding> Of(IReadOnlyList<StreamView> streams)
    {
        var counts = string.Join(", ", streams.GroupBy(stream => stream.State).OrderByDescending(same => same.Count()).Select(same => $"{same.Count()} {same.Key}"));
        yield return streams.Count > 0
            ? new Finding("streams", Verdict.Ok, counts)
            : new Finding("streams", Verdict.Warn, "there are none", "ticks start --symbols A,B");
        // Streams that wait for the same thing share a line.
        foreach (var same in streams.GroupBy(stream => (stream.State, stream.Reason, stream.Detail)))
        {
            var (state, reason, detail) = same.Key;
            if (Judge(state, same.First().ShortId) is not { } judged) continue;
            var said = $"{same.First().ShortId}{(same.Count() > 1 ? $" and {same.Count() - 1} more" : "")}: {state}{(reason is null ? "" : $" ({reason})")}{(detail is null ? "" : $", {detail}")}";
            yield return new Finding("streams", judged.Verdict, said, judged.Remedy);
        }

        var stale = streams.Where(stream => stream is { Connected: true, Data: "stale" }).ToList();
        if (stale.Count > 0) yield return new Finding("streams", Verdict.Warn, $"{string.Join(", ", stale.Select(stream => stream.ShortId))}: silent for longer than is normal", "see whether the venue trades; ticks describe KEY");
    }

    public static IEnumerable<Finding> Of(TotalsView totals)
    {
        var said = string.Create(CultureInfo.InvariantCulture, $"{totals.InSpool:N0} rows wait for the store, {totals.SpoolBytes / 1048576.0:0.0} MiB");
        yield return totals switch
        {
            { StoreTrouble: { } trouble } => new Finding("spool", Verdict.Bad, $"{said}; the store says: {trouble}", "mend the store; what waits is stored then by itself"),
            { SpoolBytes: > LargeSpool } => new Finding("spool", Verdict.Warn, said, "the store is slower than the market; a full spool refuses ticks, as gaps"),
            _ => new Finding("spool", Verdict.Ok, said),
        };
        if (totals.Dropped > 0)
            yield return new Finding("dropped", Verdict.Warn, string.Create(CultureInfo.InvariantCulture, $"{totals.Dropped:N0} ticks were given up for lack of room; each lies in a gap"), "ticks get gaps; a faster disk or fewer symbols on this node");
    }

    public static Finding Of(IReadOnlyList<GapView> gaps)
    {
        var said = gaps.Count == 0 ? "none today" : $"{gaps.Count} today: {string.Join(", ", gaps.GroupBy(gap => gap.Cause).OrderByDescending(same => same.Count()).Select(same => $"{same.Count()} {same.Key}"))}";
        return gaps.All(gap => Ordinary.Contains(gap.Cause)) ? new Finding("gaps", Verdict.Ok, said) : new Finding("gaps", Verdict.Warn, said, "ticks get gaps lists them; ticks describe KEY says what happened");
    }

    private static (Verdict Verdict, string? Remedy)? Judge(string state, string id) => state switch
    {
        "running" or "stopped" or "paused" => null,
        "parked" => (Verdict.Bad, $"mend what it says, then ticks restart {id}"),
        "unassigned" => (Verdict.Bad, "start a node with its feed and credentials: ticks up --standby"),
        "unknown" => (Verdict.Bad, "its node is silent; another takes it over by itself within seconds, if there is one"),
        "degraded" => (Verdict.Warn, $"it tries again by itself; ticks describe {id} says what happened"),
        _ => (Verdict.Warn, null),
    };
}
