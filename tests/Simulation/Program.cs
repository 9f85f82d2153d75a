using System.Globalization;
using OrleansTicks.Simulation;

// Seeds of the simulation: --seeds N --from S, with --trace the whole trace of one. Switches: --no-fence, --no-generations, --no-flush, --no-deadline, --from-answer, --no-hold-back.
int Number(string name, int otherwise)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length && int.TryParse(args[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}

var options = new SimulationOptions
{
    Fence = !args.Contains("--no-fence"), Generations = !args.Contains("--no-generations"), Flush = !args.Contains("--no-flush"), Deadline = !args.Contains("--no-deadline"),
    FromSending = !args.Contains("--from-answer"), HoldsBack = !args.Contains("--no-hold-back"),
};
return SimulationRun.RunMany(Number("--from", 1), Number("--seeds", 300), options, Console.Out);
