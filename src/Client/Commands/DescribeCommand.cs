using System.CommandLine;
using System.Globalization;
using OrleansTicks.Web;

namespace OrleansTicks.Client;

/// <summary>All that is known of a group or a stream: state, owner, epoch, reason, retry, what happened last, what is missing today.</summary>
internal sealed class DescribeCommand : Command
{
    private readonly Argument<string> _key = new("KEY") { Description = "A group or a stream, in full or as its short id." };
    private readonly Option<OutputFormat?> _output = Take.Format();

    public DescribeCommand(Surroundings world, ApiOptions apiOptions)
        : base("describe", "State, owner, epoch, reason, the last 50 events and today's gaps of a stream.")
    {
        Add(_key);
        Add(_output);
        SetAction(async (parsed, cancellationToken) =>
        {
            using var api = apiOptions.Connect(parsed, world);
            var described = await api.DescribeAsync(parsed.GetValue(_key)!, cancellationToken);
            if (parsed.GetValue(_output) is OutputFormat.Json) world.Out.WriteJson(described, ApiJson.Default.DescriptionView);
            else foreach (var line in Lines(described, world.Time.LocalTimeZone)) world.Out.WriteLine(line);
            return ExitCode.Ok;
        });
    }

    private static IEnumerable<string> Lines(DescriptionView described, TimeZoneInfo zone)
    {
        foreach (var stream in described.Streams)
        {
            yield return Plain.Text($"{stream.Key}  ({stream.ShortId})");
            yield return $"  state       {stream.State}, wanted: {stream.Desired}, data: {stream.Data}";
            yield return Plain.Text($"  owner       {(stream.Node is { } node ? $"{node}, epoch {stream.Epoch}, lease {stream.Lease}" : "nobody")}");
            if (stream.Reason is not null || stream.Detail is not null) yield return Plain.Text($"  reason      {stream.Reason ?? "-"}{(stream.Detail is { } detail ? $": {detail}" : "")}");
            if (stream.RetryAt is { } retry) yield return $"  retry at    {Clock(retry)}";
            yield return $"  feed        {stream.Feed}, mode {stream.Mode}, {stream.SymbolsWithData}/{stream.Symbols} symbols with data";
            yield return $"  connected   {(stream.ConnectedAt is { } since ? $"since {Clock(since)}" : "no")}, last data {(stream.LastDataAt is { } last ? Clock(last) : "never")}";
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"  counts      received {stream.Received:N0}, accepted {stream.Accepted:N0}, stored {stream.Stored:N0}, duplicates {stream.Duplicates:N0}, spare {stream.Spare:N0}, dropped {stream.Dropped:N0}, errors {stream.Errors:N0}");
            if (stream.AcceptedThrough is { } through) yield return $"  accepted    through n {through.N} of lease {through.Lease}";
            if (stream.Reconnects.Count > 0) yield return $"  reconnects  {string.Join(", ", stream.Reconnects.Select(count => $"{count.Key} {count.Value}"))}";
        }

        yield return $"gaps today: {described.Gaps.Count}";
        foreach (var gap in described.Gaps)
            yield return Plain.Text($"  {gap.Stream}  {gap.Cause}  {gap.Instrument ?? "all"}  {gap.Last?.Received ?? "the beginning"} .. {gap.First.Received}{(gap.Missing is { } missing ? $"  missing {missing}" : "")}");
        yield return $"last events: {described.Events.Count}";
        foreach (var one in described.Events)
            yield return Plain.Text($"  {Clock(one.At)}  {one.What}{(one.Reason is { } reason ? $" ({reason})" : "")}  {one.Node ?? "-"}  {one.Stream}{(one.Detail is { } detail ? $"  {detail}" : "")}");

        string Clock(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, zone).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
    }
}
