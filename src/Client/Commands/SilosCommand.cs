using System.CommandLine;
using OrleansTicks.Web;

namespace OrleansTicks.Client;

/// <summary><c>silos drain|cordon|uncordon NAME</c>: what is wanted of a node. Nodes are silos too.</summary>
internal sealed class SilosCommand : Command
{
    public SilosCommand(Surroundings world, ApiOptions api)
        : base("silos", "Say which silos (nodes) take streams.")
    {
        Aliases.Add("nodes");
        Add(new DutyCommand(world, api, "drain", "Have a silo give its streams to the others, one by one, and take nothing more."));
        Add(new DutyCommand(world, api, "cordon", "Have a silo keep what it owns and take nothing more."));
        Add(new DutyCommand(world, api, "uncordon", "Have a silo take its share again."));
    }

    private sealed class DutyCommand : Command
    {
        private readonly Argument<string> _name = new("NAME") { Description = "The silo's name, as ticks get silos shows it." };
        private readonly Option<OutputFormat?> _output = Take.Format();

        public DutyCommand(Surroundings world, ApiOptions apiOptions, string verb, string help)
            : base(verb, help)
        {
            Add(_name);
            Add(_output);
            SetAction(async (parsed, cancellationToken) =>
            {
                using var api = apiOptions.Connect(parsed, world);
                var result = await api.SetDutyAsync(parsed.GetValue(_name)!, verb, cancellationToken);
                if (parsed.GetValue(_output) is OutputFormat.Json) world.Out.WriteJson(result, ApiJson.Default.DutyView);
                else world.Out.WriteLine($"{Plain.Text(result.Node)} is {result.Duty}");
                return ExitCode.Ok;
            });
        }
    }
}
