using System.CommandLine;
using OrleansTicks.Web;

namespace OrleansTicks.Client;

/// <summary><c>stop</c>, <c>pause</c>, <c>resume</c>, <c>restart</c>: one call on streams that are known, by key or all of them.</summary>
internal sealed class ActionCommand : Command
{
    private readonly Argument<string?> _key = new("KEY") { Description = "A group or a stream, in full or as its short id.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _all = Take.Switch("--all", "Every stream.");
    private readonly Option<OutputFormat?> _output = Take.Format();

    private ActionCommand(Surroundings world, ApiOptions apiOptions, string verb, string done, string help, bool takesAll)
        : base(verb, help)
    {
        Add(_key);
        if (takesAll) Add(_all);
        Add(_output);
        SetAction(async (parsed, cancellationToken) =>
        {
            var key = parsed.GetValue(_key);
            if (key is null != (takesAll && parsed.GetValue(_all))) throw CommandFailure.Usage(takesAll ? $"{verb} takes either KEY or --all" : $"{verb} takes the KEY of a group or a stream");
            using var api = apiOptions.Connect(parsed, world);
            var result = await api.ActAsync(verb, key, cancellationToken);
            if (parsed.GetValue(_output) is OutputFormat.Json) world.Out.WriteJson(result, ApiJson.Default.ActionView);
            else if (result.Streams.Count == 0) world.Say($"nothing to {verb}");
            else foreach (var stream in result.Streams) world.Out.WriteLine($"{done} {Plain.Text(stream)}");
            return ExitCode.Ok;
        });
    }

    public static IEnumerable<Command> All(Surroundings world, ApiOptions api) =>
    [
        new ActionCommand(world, api, "stop", "stopped", "Stop streams. They stay stopped, also over restarts, until ticks start KEY.", takesAll: true),
        new ActionCommand(world, api, "pause", "paused", "Close the sockets of streams for a while, also over restarts, until ticks resume KEY.", takesAll: true),
        new ActionCommand(world, api, "resume", "resumed", "Run again what was paused.", takesAll: true),
        new ActionCommand(world, api, "restart", "restarted", "End streams and begin them anew, on whichever node; also those that parked.", takesAll: false),
    ];
}
