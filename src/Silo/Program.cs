using OrleansTicks.Client;
using OrleansTicks.Silo;

// The socket engine reads these once, at its first use (src/Client/Program.cs says why).
SetDefault("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
SetDefault("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1");

using var interrupts = new Interrupts();
using var terminal = new Terminal();
var world = terminal.Describe(interrupts.Token);
return await CommandLine.RunAsync(args, world, new SiloCommand(world));

static void SetDefault(string name, string value)
{
    if (Environment.GetEnvironmentVariable(name) is null) Environment.SetEnvironmentVariable(name, value);
}
