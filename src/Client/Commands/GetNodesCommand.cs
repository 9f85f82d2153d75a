using System.CommandLine;
using OrleansTicks.Web;

namespace OrleansTicks.Client;

/// <summary>The processes that share the store. Silos are nodes too: <c>get silos</c> is the same list.</summary>
internal sealed class GetNodesCommand : Command
{
    private readonly Option<OutputFormat?> _output = Take.Format();

    public GetNodesCommand(Surroundings world, ApiOptions apiOptions)
        : base("nodes", "The nodes of this store, the one that answers first.")
    {
        Aliases.Add("silos");
        Add(_output);
        SetAction(async (parsed, cancellationToken) =>
        {
            using var api = apiOptions.Connect(parsed, world);
            var list = await api.ListNodesAsync(cancellationToken);
            if (parsed.GetValue(_output) is OutputFormat.Json)
            {
                world.Out.WriteJson(list, ApiJson.Default.NodeList);
                return ExitCode.Ok;
            }

            var table = new TextTable("NODE", "STATE", "STREAMS", "BEAT", "URL", "BUILD", "ID");
            foreach (var node in list.Nodes)
            {
                table.Add(
                    Plain.Text(node.Name) + (node.IsThis ? " *" : ""), !node.Live ? "unknown" : node.Duty == "open" ? "live" : node.Duty, $"{node.Connected}/{node.Streams}", $"{node.BeatAgeMs / 1000.0:0.0} s ago",
                    Plain.Text(node.Url ?? "-"), Plain.Text(node.Build.Split('+')[0]), node.Id[..8]);
            }

            foreach (var line in table.Lines()) world.Out.WriteLine(line);
            return ExitCode.Ok;
        });
    }
}
