using System.Globalization;
using OrleansTicks.Web;

namespace OrleansTicks.Client;

/// <summary>The predecessor's board: how many are connected, totals and errors, then a line per connection. Made of texts, so that every way of showing it says the same.</summary>
/// <param name="Title">Name and time.</param>
/// <param name="Summary">Pairs of name and figure.</param>
/// <param name="Connections">A row each.</param>
/// <param name="Remarks">What needs somebody's attention.</param>
internal sealed record Board(string Title, IReadOnlyList<(string Name, string Value)> Summary, TextTable Connections, IReadOnlyList<string> Remarks)
{
    public static readonly string[] Headings = ["CONN", "STATE", "DATA", "SYMBOLS", "MESSAGES", "ERRORS", "LAST", "RECONNECTS", "REASON", "RETRY IN", "NODE"];

    /// <param name="streams">In the order to show.</param>
    /// <param name="totals">Of the process that answers: what waits in its spool, and trouble with its store.</param>
    /// <param name="now">For the title and the waits.</param>
    /// <param name="zone">In which times are shown.</param>
    public static Board Of(IReadOnlyList<StreamView> streams, TotalsView totals, DateTimeOffset now, TimeZoneInfo zone)
    {
        var table = new TextTable(Headings);
        List<string> remarks = [];
        foreach (var stream in streams)
        {
            table.Add(
                stream.ShortId, stream.State, stream.Session is null or "open" ? stream.Data : stream.Session, $"{stream.SymbolsWithData}/{stream.Symbols}", Count(stream.Messages), Count(stream.Errors),
                stream.LastDataAt is { } last ? Clock(last, zone) : "-", Count(stream.Reconnects.Values.Sum()), stream.Reason ?? "-",
                stream.RetryAt is { } retry ? Wait(retry - now) : "-", Plain.Text(stream.Node ?? "-"));
        }

        // Streams that wait for the same thing share a line.
        foreach (var same in streams.Where(stream => !stream.Connected && stream.Detail is not null).GroupBy(stream => stream.Detail!))
            remarks.Add($"{same.First().ShortId}{(same.Count() > 1 ? $" and {same.Count() - 1} more" : "")}: {Plain.Text(same.Key)}");

        if (totals.StoreTrouble is { } trouble) remarks.Add($"store: {Plain.Text(trouble)}");
        return new Board(
            $"TICKS STATUS [{Clock(now, zone)}]",
            [
                ("Connected", $"{streams.Count(stream => stream.Connected)}/{streams.Count}"),
                ("Messages", Count(streams.Sum(stream => stream.Messages))),
                ("Errors", Count(streams.Sum(stream => stream.Errors))),
                // Of all nodes: each stream's own figures, whoever has it.
                ("Received", Count(streams.Sum(stream => stream.Received))),
                ("Stored", Count(streams.Sum(stream => stream.Stored))),
                ("Duplicates", Count(streams.Sum(stream => stream.Duplicates))),
                // Only where two streams share a symbol that has no ids: for everybody else the board stays as it was.
                .. streams.Sum(stream => stream.Spare) is > 0 and var spare ? new[] { ("Spare", Count(spare)) } : [],
                ("Dropped", Count(streams.Sum(stream => stream.Dropped))),
                ("Gaps", Count(streams.Sum(stream => stream.Gaps))),
                ("In spool", Count(totals.InSpool)),
            ],
            table,
            remarks);
    }

    /// <summary>As plain lines.</summary>
    public IEnumerable<string> Lines() =>
    [
        Title,
        "  " + string.Join("   ", Summary.Select(pair => $"{pair.Name} {pair.Value}")),
        .. Connections.Rows.Count > 1 ? Connections.Lines("  ") : ["  no streams; start some with ticks start --symbols A,B"],
        .. Remarks.Select(remark => "  ! " + remark),
    ];

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Clock(DateTimeOffset time, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(time, zone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Wait(TimeSpan span) => span <= TimeSpan.Zero ? "now" : $"{Math.Ceiling(span.TotalSeconds):0} s";
}
