using System.CommandLine;

namespace OrleansTicks.Client;

/// <summary>The predecessor's name for <c>stop --all</c>.</summary>
internal sealed class StopAllCommand : Command
{
    private readonly Option<OutputFormat?> _output = Take.Format();

    public StopAllCommand(Surroundings world, ApiOptions apiOptions)
        : base("stop_all_streams", "The same as stop --all.")
    {
        Hidden = true;
        Add(_output);
        SetAction(async (parsed, cancellationToken) =>
        {
            using var api = apiOptions.Connect(parsed, world);
            return StopCommand.Report(world, await api.StopAsync(null, cancellationToken), parsed.GetValue(_output));
        });
    }
}
