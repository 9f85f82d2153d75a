using System.CommandLine;
using OrleansTicks.Simulator;

namespace OrleansTicks.Client;

internal sealed class SimSymbolsCommand : Command
{
    private readonly Option<int?> _count = Take.Number("--count", "How many (250).", 1, SimSymbols.Most);
    private readonly Option<int?> _seed = Take.Number("--seed", "Which ones (1).", 0, int.MaxValue);

    public SimSymbolsCommand(Surroundings world)
        : base("symbols", "Print the made-up names of a seed, one a line.")
    {
        Add(_count);
        Add(_seed);
        SetAction(parsed =>
        {
            foreach (var name in SimSymbols.Make(parsed.GetValue(_count) ?? 250, parsed.GetValue(_seed) ?? 1)) world.Out.WriteLine(name);
            return ExitCode.Ok;
        });
    }
}
