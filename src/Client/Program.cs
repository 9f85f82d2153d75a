// The socket engine reads these once, at its first use, so they stand before everything else. Completions run on the thread that the kernel woke,
// without a hop through the thread pool, and one such thread serves all sockets: with a thousand connections and a tick a wake-up the hops
// would cost more than the ticks (docs/performance.md). Our own code never blocks there.
SetDefault("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
SetDefault("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1");

using var interrupts = new OrleansTicks.Client.Interrupts();
using var terminal = new OrleansTicks.Client.Terminal();
return await OrleansTicks.Client.CommandLine.RunAsync(args, terminal.Describe(interrupts.Token));

static void SetDefault(string name, string value)
{
    if (Environment.GetEnvironmentVariable(name) is null) Environment.SetEnvironmentVariable(name, value);
}
