using System.CommandLine;

namespace OrleansTicks.Client;

/// <summary>The whole machine in this process.</summary>
internal sealed class UpCommand : Command
{
    private readonly UpOptions _options = new();

    public UpCommand(Surroundings world, ApiOptions api)
        : base("up", "Run a node here: connect, record, show what it is doing. Needs nothing else.")
    {
        _options.AddTo(this);
        SetAction((parsed, cancellationToken) => new UpRun(world, _options.Read(parsed, world, api.KeyOf(parsed))).RunAsync(cancellationToken));
    }
}
