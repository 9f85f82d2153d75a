using System.CommandLine;
using System.Globalization;
using OrleansTicks.Core;
using OrleansTicks.Web;

namespace OrleansTicks.Client;

/// <summary><c>record start|stop KEY</c> and <c>record show FILE</c>: the raw frames of streams, as they came.</summary>
internal sealed class RecordCommand : Command
{
    public RecordCommand(Surroundings world, ApiOptions api)
        : base("record", "Keep the raw frames of streams in files, beside what is stored.")
    {
        Add(new SwitchCommand(world, api, "start", "record", "is recorded by whoever reads it, in DATA/recordings", "Keep the raw frames of a group or stream, also over restarts and other owners, until record stop."));
        Add(new SwitchCommand(world, api, "stop", "unrecord", "is recorded no longer", "Keep them no longer."));
        Add(new ShowCommand(world));
    }

    private sealed class SwitchCommand : Command
    {
        public SwitchCommand(Surroundings world, ApiOptions apiOptions, string name, string verb, string done, string help)
            : base(name, help)
        {
            var key = new Argument<string>("KEY") { Description = "A group or a stream, in full or as its short id." };
            var output = Take.Format();
            Add(key);
            Add(output);
            SetAction(async (parsed, cancellationToken) =>
            {
                using var api = apiOptions.Connect(parsed, world);
                var result = await api.ActAsync(verb, parsed.GetValue(key)!, cancellationToken);
                if (parsed.GetValue(output) is OutputFormat.Json) world.Out.WriteJson(result, ApiJson.Default.ActionView);
                else foreach (var stream in result.Streams) world.Out.WriteLine($"{Plain.Text(stream)} {done}");
                return ExitCode.Ok;
            });
        }
    }

    private sealed class ShowCommand : Command
    {
        public ShowCommand(Surroundings world)
            : base("show", "What a recording holds.")
        {
            var file = new Argument<string>("FILE") { Description = "DATA/recordings/STREAM/TIME.frames" };
            var output = Take.Format();
            Add(file);
            Add(output);
            SetAction(parsed =>
            {
                var view = RecordingView.Of(Recordings.Read(() => RecordingFile.ReadHeader(parsed.GetValue(file)!)), Recordings.Read(() => RecordingFile.ReadEvents(parsed.GetValue(file)!).ToList()));
                if (parsed.GetValue(output) is OutputFormat.Json)
                {
                    world.Out.WriteJson(view, UpJson.Default.RecordingView);
                    return ExitCode.Ok;
                }

                world.Out.WriteLine($"{Plain.Text(view.Stream)}  {view.Feed} {view.Mode}, {view.Instruments} symbols");
                world.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{view.Frames:N0} frames, {view.Bytes:N0} bytes, {view.Connections} connections, {view.Lost:N0} frames left out"));
                if (view.From is { } from) world.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{from.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff} to {view.To!.Value.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff} UTC"));
                return ExitCode.Ok;
            });
        }
    }
}
