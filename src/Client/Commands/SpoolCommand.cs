using System.CommandLine;

namespace OrleansTicks.Client;

internal sealed class SpoolCommand : Command
{
    public SpoolCommand(Surroundings world)
        : base("spool", "Look at what was accepted and is not stored yet, and take over what a dead machine left.")
    {
        Add(new SpoolListCommand(world));
        Add(new SpoolAdoptCommand(world));
    }
}
