using System.CommandLine;

namespace OrleansTicks.Client;

internal sealed class DrillCommand : Command
{
    public DrillCommand(Surroundings world, ApiOptions api)
        : base("drill", "Break a node on purpose and see what the others do. It must run with --allow-drills.")
    {
        Add(new DrillKillOwnerCommand(world, api));
        Add(new DrillCutStoreCommand(world, api));
    }
}
