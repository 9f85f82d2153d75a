using System.CommandLine;

namespace OrleansTicks.Client;

internal sealed class SimCommand : Command
{
    public SimCommand(Surroundings world)
        : base("sim", "An exchange to try things on, and the check of what was recorded from it.")
    {
        Add(new SimServeCommand(world));
        Add(new SimCheckCommand(world));
        Add(new SimSymbolsCommand(world));
    }
}
