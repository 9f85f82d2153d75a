// The socket engine reads this once, at its first use, so it stands before everything else: a session then parses on the thread that the
// kernel woke, without a hop through the thread pool. Our own code never blocks there.
if (Environment.GetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS") is null)
    Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

using var interrupts = new OrleansTicks.Client.Interrupts();
using var terminal = new OrleansTicks.Client.Terminal();
return await OrleansTicks.Client.CommandLine.RunAsync(args, terminal.Describe(interrupts.Token));
