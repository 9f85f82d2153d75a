using System.CommandLine;
using OrleansTicks.Web;

namespace OrleansTicks.Client;

internal sealed class GetStreamsCommand : Command
{
    private readonly Option<OutputFormat?> _output = Take.Format();

    public GetStreamsCommand(Surroundings world, ApiOptions apiOptions)
        : base("streams", "Every known stream.")
    {
        Add(_output);
        SetAction(async (parsed, cancellationToken) =>
        {
            using var api = apiOptions.Connect(parsed, world);
            var list = await api.ListStreamsAsync(cancellationToken);
            if (parsed.GetValue(_output) is OutputFormat.Json)
            {
                world.Out.WriteJson(list, ApiJson.Default.StreamList);
                return ExitCode.Ok;
            }

            var table = new TextTable("ID", "STATE", "FEED", "MODE", "SYMBOLS", "STORED", "GAPS", "NODE", "KEY");
            foreach (var stream in list.Streams)
                table.Add(stream.ShortId, stream.State, stream.Feed, stream.Mode, $"{stream.Symbols}", $"{stream.Stored}", $"{stream.Gaps}", Plain.Text(stream.Node ?? "-"), stream.Key);
            foreach (var line in table.Lines()) world.Out.WriteLine(line);
            return ExitCode.Ok;
        });
    }
}
