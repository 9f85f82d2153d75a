using System.CommandLine;

namespace OrleansTicks.Client;

internal sealed class GetCommand : Command
{
    public GetCommand(Surroundings world, ApiOptions api)
        : base("get", "List streams or gaps.")
    {
        Add(new GetStreamsCommand(world, api));
        Add(new GetGapsCommand(world, api));
    }
}
