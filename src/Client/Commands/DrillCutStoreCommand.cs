using System.CommandLine;
using OrleansTicks.Web;

namespace OrleansTicks.Client;

/// <summary>Keeps the node that answers from its store for a while.</summary>
internal sealed class DrillCutStoreCommand : Command
{
    private readonly Argument<string> _time = new("TIME") { Description = $"How long: {Duration.Example}, up to an hour." };
    private readonly Option<OutputFormat?> _output = Take.Format();

    public DrillCutStoreCommand(Surroundings world, ApiOptions apiOptions)
        : base("cut-store", "For this node alone the store is away; what it receives waits in its spool.")
    {
        Add(_time);
        Add(_output);
        SetAction(async (parsed, cancellationToken) =>
        {
            if (!Duration.TryParse(parsed.GetRequiredValue(_time), out var span)) throw CommandFailure.Usage($"cut-store takes {Duration.Example}");
            using var api = apiOptions.Connect(parsed, world);
            var drill = await api.CutStoreAsync(span, cancellationToken);
            if (parsed.GetValue(_output) is OutputFormat.Json) world.Out.WriteJson(drill, ApiJson.Default.DrillView);
            else world.Out.WriteLine(Plain.Text(drill.Said));
            return ExitCode.Ok;
        });
    }
}
