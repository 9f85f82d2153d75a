using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansTicks.Feeds;

namespace OrleansTicks.Client;

/// <summary>Looks into a venue's wire: frames come in on standard input, one a line, and what is in them goes out, one JSON object a packet.</summary>
internal sealed class DecodeCommand : Command
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Option<string> _feed = Take.Text("--feed", $"Whose wire: {string.Join(", ", WireDecoders.Names)}.", "NAME");
    private readonly Option<int?> _ahead = Take.Number("--time-ahead", "Of dhan: seconds that its times are ahead of UTC (19800, the wall clock of India).", 0, 86_400);

    public DecodeCommand(Surroundings world)
        : base("decode", "Show what is in a venue's frames: hex, base64 or JSON on standard input, one a line.")
    {
        Add(_feed);
        Add(_ahead);
        SetAction((parsed, cancellationToken) => RunAsync(world, parsed, cancellationToken));
    }

    private async Task<int> RunAsync(Surroundings world, ParseResult parsed, CancellationToken cancellationToken)
    {
        var feed = parsed.GetValue(_feed)?.ToLowerInvariant() ?? throw new CommandFailure(ExitCode.Usage, $"name the wire with --feed: {string.Join(", ", WireDecoders.Names)}");
        var decoder = WireDecoders.Create(feed, parsed.GetValue(_ahead) ?? 19_800)
            ?? throw new CommandFailure(ExitCode.Usage, $"there is nothing to decode the wire of '{feed}' with. Wires are {string.Join(", ", WireDecoders.Names)}");
        var unreadable = 0;
        for (var number = 1L; await world.In.ReadLineAsync(cancellationToken) is { } line; number++)
        {
            var text = line.Trim();
            if (text.Length == 0) continue;
            if (!FrameText.TryRead(text, decoder.IsBinary, out var frame, out var binary))
            {
                unreadable++;
                world.Error.WriteLine($"line {number} is neither hex, base64 nor JSON");
                continue;
            }

            foreach (var packet in decoder.Decode(frame, binary)) world.Out.WriteLine(packet.ToJsonString(Plain));
        }

        return unreadable == 0 ? ExitCode.Ok : ExitCode.Error;
    }
}
