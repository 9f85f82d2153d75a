using System.CommandLine;
using OrleansTicks.Simulator;

namespace OrleansTicks.Client;

internal sealed class SimCheckCommand : Command
{
    private readonly Option<string> _ledger = new("--ledger") { Description = "What sim serve wrote.", HelpName = "FILE", Required = true };
    private readonly StoreOption _store = new("The store that was filled from it.");

    public SimCheckCommand(Surroundings world)
        : base("check", "Compare a ledger with a store: one JSON verdict; the exit code is 0 when all is well.")
    {
        Add(_ledger);
        Add(_store.Store);
        SetAction(async (parsed, cancellationToken) =>
        {
            if (!File.Exists(parsed.GetValue(_ledger))) throw new CommandFailure(ExitCode.NotFound, $"there is no ledger {parsed.GetValue(_ledger)}");
            var spec = _store.Given(parsed, world) ?? throw CommandFailure.Usage("name the store with --store sqlite:PATH or --store postgres:@FILE");
            await using var reader = await spec.OpenReaderAsync(cancellationToken);
            var verdict = await SimulatorCheck.RunAsync(parsed.GetValue(_ledger)!, reader, cancellationToken);
            world.Out.WriteLine(verdict.ToJson());
            return verdict.Ok ? ExitCode.Ok : ExitCode.Error;
        });
    }
}
