using OrleansTicks.Client;
using OrleansTicks.Silo;

// Not the socket settings of ticks (src/Client/Program.cs): Orleans blocks a thread here and there, and on the one socket thread that would hold up its own probes.
using var interrupts = new Interrupts();
using var terminal = new Terminal();
var world = terminal.Describe(interrupts.Token);
return await CommandLine.RunAsync(args, world, new SiloCommand(world));
