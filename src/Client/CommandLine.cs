using System.CommandLine;
using Microsoft.Extensions.Options;
using OrleansTicks.Core;
using OrleansTicks.Simulator;
using OrleansTicks.Web;

namespace OrleansTicks.Client;

/// <summary>The tree of commands, and the one place where a failure becomes a line and an exit code.</summary>
internal static class CommandLine
{
    public static RootCommand Build(Surroundings world)
    {
        var api = new ApiOptions();
        var root = new RootCommand("OrleansTicks records live market data: every tick stored once, or inside a recorded gap.")
        {
            new UpCommand(world, api),
            new StatusCommand(world, api),
            new StartCommand(world, api),
            new GetCommand(world, api),
            new SymbolsCommand(world, api),
            new RecordCommand(world, api),
            new ReplayCommand(world, api),
            new HealthCommand(world, api),
            new SilosCommand(world, api),
            new DescribeCommand(world, api),
            new EventsCommand(world, api),
            new DoctorCommand(world, api),
            new DrillCommand(world, api),
            new ExportCommand(world),
            new SimCommand(world),
            new DecodeCommand(world),
            new TokenCommand(world),
            new InstrumentsCommand(world),
            new CalendarCommand(world),
            new SpoolCommand(world),
            new DbCommand(world),
        };
        foreach (var action in ActionCommand.All(world, api)) root.Add(action);
        root.Add(api.Address);
        root.Add(api.Key);
        return root;
    }

    public static Task<int> RunAsync(IReadOnlyList<string> args, Surroundings world) => RunAsync(args, world, Build(world));

    public static async Task<int> RunAsync(IReadOnlyList<string> args, Surroundings world, RootCommand root)
    {
        // Without response files: @FILE means "read it from there" to several options, and never "more arguments".
        var parsed = root.Parse(Predecessors.Translate(args), new ParserConfiguration { ResponseFileTokenReplacer = null });
        var configuration = new InvocationConfiguration
        {
            Output = world.Out, Error = world.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null,
        };
        try
        {
            if (Mistakes.AreIn(parsed)) return Mistakes.Explain(root, parsed, world);
            var exit = await parsed.InvokeAsync(configuration, world.Interrupted);
            await world.Out.FlushAsync(CancellationToken.None);
            return exit;
        }
        catch (OperationCanceledException) when (world.Interrupted.IsCancellationRequested)
        {
            return ExitCode.Error;
        }
        catch (IOException broken) when (BrokenPipe.Is(broken))
        {
            return ExitCode.Ok;   // head has seen enough
        }
        catch (Exception failure) when (ExitCodeOf(failure) is { } exit)
        {
            await world.Out.FlushAsync(CancellationToken.None);
            world.Say($"ticks: {failure.Message}");
            return exit;
        }
    }

    private static int? ExitCodeOf(Exception failure) => failure switch
    {
        CommandFailure command => command.ExitCode,
        StartRefusedException { Refusal: StartRefusal.Invalid } => ExitCode.Usage,
        StartRefusedException { Refusal: StartRefusal.NotFound } => ExitCode.NotFound,
        StartRefusedException { Refusal: StartRefusal.Auth } => ExitCode.Auth,
        OptionsValidationException => ExitCode.Usage,
        StartRefusedException or StoreRefusedException or StoreException or ListenException or SimulatorException or IOException or UnauthorizedAccessException => ExitCode.Error,
        _ => null,
    };
}
