using System.CommandLine;
using System.Globalization;
using OrleansTicks.Web;

namespace OrleansTicks.Client;

/// <summary>Whether every stream that is to run does, in one line; and what the cluster's checks found.</summary>
internal sealed class HealthCommand : Command
{
    private readonly Option<bool> _history = Take.Switch("--history", "Also what the cluster's checks found in the last day.");
    private readonly Option<OutputFormat?> _output = Take.Format();

    public HealthCommand(Surroundings world, ApiOptions apiOptions)
        : base("health", "Say whether every stream that is to run does; the exit code says the same.")
    {
        Add(_history);
        Add(_output);
        SetAction(async (parsed, cancellationToken) =>
        {
            using var api = apiOptions.Connect(parsed, world);
            var health = await api.ReadHealthAsync(parsed.GetValue(_history), cancellationToken);
            if (parsed.GetValue(_output) is OutputFormat.Json) world.Out.WriteJson(health, ApiJson.Default.HealthView);
            else Show(world, health, parsed.GetValue(_history));
            return health.Healthy ? ExitCode.Ok : ExitCode.Degraded;
        });
    }

    private static void Show(Surroundings world, HealthView health, bool history)
    {
        world.Out.WriteLine(Plain.Text(health.Line));
        foreach (var stream in health.Unwell) world.Out.WriteLine($"  {Plain.Text(stream)}");
        if (!history) return;
        if (health.History is not { Count: > 0 } entries)
        {
            world.Say("no check was written down yet: silos of a cluster check every five minutes, a single node does not");
            return;
        }

        var table = new TextTable("AT", "FEED", "RUNNING", "TAKEN", "REPLACED", "NODES");
        foreach (var entry in entries)
        {
            table.Add(
                entry.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture), Plain.Text(entry.Feed), $"{entry.Running}/{entry.Desired}",
                entry.Taken.ToString(CultureInfo.InvariantCulture), entry.Replaced.ToString(CultureInfo.InvariantCulture), entry.Nodes.ToString(CultureInfo.InvariantCulture));
        }

        foreach (var line in table.Lines()) world.Out.WriteLine(line);
    }
}
