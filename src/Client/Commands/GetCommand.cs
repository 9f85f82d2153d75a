using System.CommandLine;

namespace OrleansTicks.Client;

internal sealed class GetCommand : Command
{
    public GetCommand(Surroundings world, ApiOptions api)
        : base("get", "List streams, nodes or gaps.")
    {
        Add(new GetStreamsCommand(world, api));
        Add(new GetNodesCommand(world, api));
        Add(new GetGapsCommand(world, api));
    }
}
