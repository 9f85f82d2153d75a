using System.CommandLine;
using System.Globalization;
using OrleansTicks.Web;

namespace OrleansTicks.Client;

/// <summary>Kills the node that owns a stream, and watches another node until all that the dead one owned runs again.</summary>
internal sealed class DrillKillOwnerCommand : Command
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);
    private readonly Argument<string> _key = new("KEY") { Description = "A group or a stream, in full or as its short id." };
    private readonly Option<TimeSpan?> _timeout = Take.Duration("--timeout", "How long to wait until its streams run elsewhere (60s).");
    private readonly Option<OutputFormat?> _output = Take.Format();

    public DrillKillOwnerCommand(Surroundings world, ApiOptions apiOptions)
        : base("kill-owner", "Kill the node that owns a stream as a power cut would, and time the take-over.")
    {
        Add(_key);
        Add(_timeout);
        Add(_output);
        SetAction(async (parsed, cancellationToken) =>
        {
            using var asked = apiOptions.Connect(parsed, world);
            var nodes = await asked.ListNodesAsync(cancellationToken);
            var before = (await asked.ListStreamsAsync(cancellationToken)).Streams.ToDictionary(stream => stream.Key, stream => stream.Epoch);
            var (drill, witness) = await KillAsync(parsed, world, apiOptions, asked, nodes, cancellationToken);
            var killed = world.Time.GetTimestamp();
            world.Say(drill.Said);

            using (witness is null || witness == asked ? null : witness)
            {
                var limit = parsed.GetValue(_timeout) ?? TimeSpan.FromSeconds(60);
                var (back, took) = witness is null ? ([], null) : await WatchAsync(world.Time, killed, witness, drill.Streams, before, limit, cancellationToken);
                Show(parsed, world, new KillReport(drill.Node, drill.Streams, [.. back.Select(stream => stream.Key)], took is null ? null : Math.Round(took.Value, 2)), back);
                if (witness is null) world.Say("no other live node is known here; what it owned runs again when a node starts");
                return witness is null || took is not null ? ExitCode.Ok : ExitCode.Timeout;
            }
        });
    }

    /// <summary>Follows to the owner once, where another node was asked.</summary>
    /// <returns>The witness is a node that lives on; null = none is known.</returns>
    private async Task<(DrillView Drill, ApiClient? Witness)> KillAsync(
        ParseResult parsed, Surroundings world, ApiOptions apiOptions, ApiClient asked, NodeList nodes, CancellationToken cancellationToken)
    {
        var key = parsed.GetRequiredValue(_key);
        try
        {
            var drill = await asked.KillOwnerAsync(key, cancellationToken);
            var other = nodes.Nodes.FirstOrDefault(node => node is { IsThis: false, Live: true } && Uri.IsWellFormedUriString(node.Url, UriKind.Absolute));
            return (drill, other is null ? null : apiOptions.Connect(parsed, world, new Uri(other.Url!)));
        }
        catch (CommandFailure failure) when (failure.Elsewhere is { } url)
        {
            world.Say($"{failure.Message}; asking there");
            using var owner = apiOptions.Connect(parsed, world, url);
            return (await owner.KillOwnerAsync(key, cancellationToken), asked);
        }
    }

    /// <summary>The streams that run under a newer ownership, and after how many seconds all of them did; null = not within the limit.</summary>
    private static async Task<(IReadOnlyList<StreamView> Back, double? Seconds)> WatchAsync(
        TimeProvider time, long killed, ApiClient api, IReadOnlyList<string> streams, Dictionary<string, long> epochs, TimeSpan limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            var list = await api.ListStreamsAsync(cancellationToken);
            var back = list.Streams.Where(stream => streams.Contains(stream.Key) && stream.Connected && stream.Epoch > epochs.GetValueOrDefault(stream.Key)).ToList();
            var elapsed = time.GetElapsedTime(killed);
            if (back.Count == streams.Count) return (back, elapsed.TotalSeconds);
            if (elapsed > limit) return (back, null);
            await Task.Delay(LookEvery, time, cancellationToken);
        }
    }

    private void Show(ParseResult parsed, Surroundings world, KillReport report, IReadOnlyList<StreamView> back)
    {
        if (parsed.GetValue(_output) is OutputFormat.Json)
        {
            world.Out.WriteJson(report, CareJson.Default.KillReport);
            return;
        }

        foreach (var stream in back) world.Out.WriteLine(Plain.Text($"{stream.Key} runs again on {stream.Node}, epoch {stream.Epoch}"));
        if (report.Seconds is { } seconds) world.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{back.Count} of {report.Streams.Count} streams taken over, the last after {seconds:0.0} s"));
        else world.Out.WriteLine($"killed {Plain.Text(report.Killed)}; {back.Count} of its {report.Streams.Count} streams run elsewhere");
    }
}
