using System.CommandLine;
using System.Globalization;
using OrleansTicks.Web;

namespace OrleansTicks.Client;

internal sealed class GetGapsCommand : Command
{
    private readonly Option<DateTimeOffset?> _from = Take.Time("--from", "Begin (24 hours before --to).");
    private readonly Option<DateTimeOffset?> _to = Take.Time("--to", "End (now).");
    private readonly Option<int?> _limit = Take.Number("--limit", "At most so many (1000).", 1, 10_000);
    private readonly Option<OutputFormat?> _output = Take.Format();

    public GetGapsCommand(Surroundings world, ApiOptions apiOptions)
        : base("gaps", "What is not proven to be covered, oldest first.")
    {
        Add(_from);
        Add(_to);
        Add(_limit);
        Add(_output);
        SetAction(async (parsed, cancellationToken) =>
        {
            using var api = apiOptions.Connect(parsed, world);
            var list = await api.ListGapsAsync(parsed.GetValue(_from), parsed.GetValue(_to), parsed.GetValue(_limit), cancellationToken);
            if (parsed.GetValue(_output) is OutputFormat.Json)
            {
                world.Out.WriteJson(list, ApiJson.Default.GapList);
                return ExitCode.Ok;
            }

            var table = new TextTable("STREAM", "CAUSE", "INSTRUMENT", "MISSING", "AFTER", "BEFORE");
            foreach (var gap in list.Gaps)
            {
                var missing = gap.Missing?.ToString(CultureInfo.InvariantCulture) ?? "-";
                table.Add(gap.Stream, gap.Cause, gap.Instrument ?? "all", missing, gap.Last?.Received ?? "the beginning", gap.First.Received);
            }

            foreach (var line in table.Lines()) world.Out.WriteLine(line);
            return ExitCode.Ok;
        });
    }
}
