using System.CommandLine;
using System.Globalization;
using OrleansTicks.Web;

namespace OrleansTicks.Client;

/// <summary>What happened in the life of streams and nodes; with <c>-f</c> also what happens from now on.</summary>
internal sealed class EventsCommand : Command
{
    private readonly Argument<string?> _key = new("KEY") { Description = "A group or a stream; all without it.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _follow = Take.Switch("--follow", "Keep showing what comes.", "-f");
    private readonly Option<int?> _limit = Take.Number("--limit", "The newest so many (100).", 1, 1_000);
    private readonly Option<OutputFormat?> _output = Take.Format();

    public EventsCommand(Surroundings world, ApiOptions apiOptions)
        : base("events", "What happened in the life of streams and nodes.")
    {
        Add(_key);
        Add(_follow);
        Add(_limit);
        Add(_output);
        SetAction(async (parsed, cancellationToken) =>
        {
            using var api = apiOptions.Connect(parsed, world);
            var json = parsed.GetValue(_output) is OutputFormat.Json;
            var (key, limit) = (parsed.GetValue(_key), parsed.GetValue(_limit) ?? 100);
            if (parsed.GetValue(_follow))
            {
                try
                {
                    await foreach (var one in api.FollowEventsAsync(key, limit, cancellationToken)) await ShowAsync(world, one, json);
                }
                catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
                {
                }

                return ExitCode.Ok;
            }

            var list = await api.ListEventsAsync(key, limit, cancellationToken);
            if (json) world.Out.WriteJson(list, ApiJson.Default.EventList);
            else foreach (var one in list.Events) await ShowAsync(world, one, json);
            return ExitCode.Ok;
        });
    }

    private static async Task ShowAsync(Surroundings world, EventView one, bool json)
    {
        if (json) world.Out.WriteJson(one, ApiJson.Default.EventView);
        else
        {
            var at = TimeZoneInfo.ConvertTime(one.At, world.Time.LocalTimeZone).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
            await world.Out.WriteLineAsync(Plain.Text(
                $"{at}  {one.What}{(one.Reason is { } reason ? $" ({reason})" : "")}  {one.Stream ?? "-"}{(one.Node is { } node ? $"  on {node}" : "")}{(one.Detail is { } detail ? $"  {detail}" : "")}"));
        }

        await world.Out.FlushAsync(CancellationToken.None);
    }
}
