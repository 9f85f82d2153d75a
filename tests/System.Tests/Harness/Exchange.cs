namespace OrleansTicks.System.Tests;

/// <summary>A running <c>ticks sim serve</c> and its ledger.</summary>
internal sealed class Exchange : IAsyncDisposable
{
    private Exchange(TicksProcess process, string ledger) => (Process, LedgerPath) = (process, ledger);

    public TicksProcess Process { get; }

    public string LedgerPath { get; }

    /// <summary>What clients connect to.</summary>
    public string Url { get; private set; } = "";

    public static async Task<Exchange> StartAsync(string folder, params IEnumerable<string> arguments)
    {
        var ledger = Path.Combine(folder, "ledger.ndjson");
        var exchange = new Exchange(TicksProcess.Start(["sim", "serve", .. arguments.Contains("--feed") ? (string[])[] : ["--feed", "binance"], "--ledger", ledger, .. arguments]), ledger);
        exchange.Url = await exchange.Process.LineAsync("its address", line => line.StartsWith("ws://", StringComparison.Ordinal));
        return exchange;
    }

    /// <summary>Waits until the recordings have been played and stand in the ledger.</summary>
    public Task EndedAsync(TimeSpan? limit = null) => Patience.UntilAsync(
        "the recordings were played to their end", () => Task.FromResult(Ledger.HasEvent(LedgerPath, "end")), () => Process.Tail, limit);

    public async Task StopAsync()
    {
        Process.Signal(TicksProcess.Terminate);
        await Process.ExitAsync();
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
