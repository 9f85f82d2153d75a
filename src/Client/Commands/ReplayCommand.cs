using System.CommandLine;
using System.Globalization;
using OrleansTicks.Core;
using OrleansTicks.Feeds;

namespace OrleansTicks.Client;

/// <summary>Reads recordings as if they came from the venue: the same parser, books, spool and store, with the gaps where they were.</summary>
internal sealed class ReplayCommand : Command
{
    private readonly Argument<string[]> _files = new("FILE") { Description = "Recordings of one stream, or a folder of them.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> _speed = Take.Text("--speed", "How fast: as it was (1), so many times faster (10x), or as fast as it goes (max; the default).", "1|10x|max");
    private readonly UpOptions _options = new();

    public ReplayCommand(Surroundings world, ApiOptions api)
        : base("replay", "Send recordings through the live path into a store; ends with them. Options of the feed are those of up.")
    {
        Add(_files);
        Add(_speed);
        _options.AddTo(this);
        SetAction((parsed, cancellationToken) =>
        {
            var replay = Recordings.Read(() => new Replay([.. parsed.GetValue(_files)!.SelectMany(Files)], Speed(parsed.GetValue(_speed)), world.Time));
            var settings = _options.Read(parsed, world, api.KeyOf(parsed));
            return new UpRun(world, settings with { Node = WithReplay(settings.Node, replay) }).RunAsync(cancellationToken);
        });
    }

    private static Embedded.NodeOptions WithReplay(Embedded.NodeOptions node, Replay replay) => node with
    {
        Replay = replay,
        Feed = node.Feed with { Name = replay.Header.Feed, Url = SecretUrl.Parse("ws://127.0.0.1:1"), VenueCode = name => replay.Codes.GetValueOrDefault(name) },
        Node = "replay",
        Web = node.Web with { Listen = "http://127.0.0.1:0" },
    };

    private static IEnumerable<string> Files(string path) => Directory.Exists(path)
        ? Directory.EnumerateFiles(path, "*" + RecordingFile.Extension).Order(StringComparer.Ordinal) is var files && files.Any() ? files : throw new FileNotFoundException($"there is no recording in {path}")
        : [path];

    private static double? Speed(string? text)
    {
        if (text is null or "max") return null;
        return double.TryParse(text.TrimEnd('x'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var speed) && speed is > 0 and <= 1_000_000
            ? speed : throw CommandFailure.Usage($"--speed takes 1, 10x or max, not {Plain.Text(text)}");
    }
}
