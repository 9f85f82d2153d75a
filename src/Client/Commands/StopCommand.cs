using System.CommandLine;
using OrleansTicks.Web;

namespace OrleansTicks.Client;

internal sealed class StopCommand : Command
{
    private readonly Argument<string?> _key = new("KEY") { Description = "A group or a stream, in full or as its short id.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _all = Take.Switch("--all", "Every stream.");
    private readonly Option<OutputFormat?> _output = Take.Format();

    public StopCommand(Surroundings world, ApiOptions apiOptions)
        : base("stop", "Stop streams. They stay stopped, also over restarts, until ticks start KEY.")
    {
        Add(_key);
        Add(_all);
        Add(_output);
        SetAction(async (parsed, cancellationToken) =>
        {
            var key = parsed.GetValue(_key);
            if (key is null != parsed.GetValue(_all)) throw CommandFailure.Usage("stop takes either KEY or --all");
            using var api = apiOptions.Connect(parsed, world);
            return Report(world, await api.StopAsync(key, cancellationToken), parsed.GetValue(_output));
        });
    }

    private static int Report(Surroundings world, StopView stopped, OutputFormat? format)
    {
        if (format is OutputFormat.Json) world.Out.WriteJson(stopped, ApiJson.Default.StopView);
        else if (stopped.Stopped.Count == 0) world.Say("nothing was running");
        else foreach (var key in stopped.Stopped) world.Out.WriteLine($"stopped {Plain.Text(key)}");
        return ExitCode.Ok;
    }
}
