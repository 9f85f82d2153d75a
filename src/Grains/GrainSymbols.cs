using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using OrleansTicks.Core;

namespace OrleansTicks.Grains;

/// <summary>The way from a stream to its symbols' grains and on to this process's writer: each grain judges its slice, then the whole handover enters in one piece.</summary>
/// <remarks>
/// Never gives a handover up: while a grain does not answer, because its silo just died or it is on its way from one silo to another, the slice waits and is sent
/// again. So nothing is lost, and the stream behind it gathers meanwhile.
/// </remarks>
public sealed partial class GrainSymbols(LocalSymbols local, CarriedSymbols carried, TimeProvider time, ILogger<GrainSymbols> logger) : ISymbols
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(10), LongestPause = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<int, Symbol> _symbols = new();
    private volatile IGrainFactory? _factory;
    private SiloAddress _here = null!;

    public bool IsCrowded => local.IsCrowded;

    /// <summary>The silo runs: grains can be called.</summary>
    public void Open(IGrainFactory factory, SiloAddress here) => (_here, _factory) = (here, factory);

    public ValueTask WaitForRoomAsync(TimeSpan atMost, CancellationToken cancellationToken) => local.WaitForRoomAsync(atMost, cancellationToken);

    public IReadOnlyList<LatestTick> Latest(IEnumerable<Instrument> instruments) => local.Latest(instruments);

    public async ValueTask<Acceptance> AcceptAsync(Handover handover)
    {
        var sliced = new SlicedHandover(handover);
        foreach (var slice in sliced.Slices) _ = SendAsync(slice);   // ends when the slice is judged, and never fails before
        await sliced.Judged;
        var acceptance = await local.EnterAsync(sliced);
        sliced.Settled();
        return acceptance;
    }

    /// <summary>Begins to call the grains here; the socket may be opened meanwhile, since each slice waits for its own.</summary>
    public Task PrepareAsync(IReadOnlyList<Instrument> instruments, CancellationToken cancellationToken)
    {
        var factory = _factory ?? throw new StoreException("08006", "the silo is still starting");
        carried.Add(instruments);
        foreach (var instrument in instruments)
        {
            _symbols.GetOrAdd(instrument.Id, _ =>
            {
                var grain = factory.GetGrain<ISymbolGrain>(SymbolKey.Of(instrument));
                var left = new CancellationTokenSource();
                return new Symbol(grain, new Lazy<Task>(() => PrepareAsync(grain, left.Token)), left);
            });
        }

        // After all are in the table: those of one moment are one query.
        foreach (var instrument in instruments) _ = _symbols.TryGetValue(instrument.Id, out var symbol) ? symbol.Ready.Value : Task.CompletedTask;
        return Task.CompletedTask;
    }

    public void Leave(IReadOnlyList<Instrument> instruments)
    {
        foreach (var instrument in carried.Remove(instruments))
        {
            if (!_symbols.TryRemove(instrument.Id, out var symbol)) continue;
            symbol.Left.Cancel();
            _ = LeaveAsync(symbol.Grain);
        }
    }

    /// <summary>Tries until the grain is here and ready, or nobody wants it any more.</summary>
    private async Task PrepareAsync(ISymbolGrain grain, CancellationToken cancellationToken)
    {
        for (var attempt = 1; !cancellationToken.IsCancellationRequested; attempt++)
        {
            try
            {
                if (await grain.PrepareAsync(_here).WaitAsync(cancellationToken)) return;
            }
            catch (Exception failure)
            {
                // What a grain throws arrives as what its silo could make of it: a store that is away, or a silo that just died.
                if (attempt == 5) LogNotReady(grain.GetPrimaryKeyString(), failure.Message);
            }

            await Task.Delay(PauseAfter(attempt), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LeaveAsync(ISymbolGrain grain)
    {
        try
        {
            await grain.LeaveAsync();
        }
        catch (Exception gone)
        {
            LogNotLeft(gone.Message);   // it is asked again when another silo sends it a slice
        }
    }

    private async Task SendAsync(SymbolSlice slice)
    {
        for (var attempt = 1; !slice.IsJudged; attempt++)
        {
            try
            {
                // The ownership that received it is over: nothing of it may enter any more, and the successor's gap begins before it.
                if (!_symbols.TryGetValue(slice.Instrument, out var symbol)) return;
                await symbol.Ready.Value;
                var wire = new Slice(slice, _here);
                var answer = await symbol.Grain.AcceptAsync(wire);
                if (answer.Outcome is SliceOutcome.Durable) return;
                if (answer is { Outcome: SliceOutcome.Previewed, Verdicts: { } verdicts })
                {
                    slice.TakeOver(Array.ConvertAll(verdicts, verdict => (BookVerdict)verdict));
                    await slice.Parent.Durable;
                    await symbol.Grain.ConfirmAsync(wire);
                    return;
                }
            }
            catch (Exception failure)
            {
                if (slice.IsJudged) return;   // the answer was lost, not the work
                if (attempt == 3) LogNotJudged(slice.Instrument, failure.Message);
            }

            await Task.Delay(PauseAfter(attempt), time);
        }
    }

    private static TimeSpan PauseAfter(int attempt) => TimeSpan.FromTicks(Math.Min(ShortestPause.Ticks << Math.Min(attempt, 10), LongestPause.Ticks));

    [LoggerMessage(LogLevel.Warning, "The grain of instrument {Instrument} does not take its ticks, they wait: {Problem}")]
    private partial void LogNotJudged(int instrument, string problem);

    [LoggerMessage(LogLevel.Warning, "The grain {Key} does not become ready, its ticks wait: {Problem}")]
    private partial void LogNotReady(string key, string problem);

    [LoggerMessage(LogLevel.Debug, "A symbol's grain could not be told to leave: {Problem}")]
    private partial void LogNotLeft(string problem);

    /// <param name="Grain">Wherever it lives.</param>
    /// <param name="Ready">It lives here, or may be asked from here, and knows what the store holds.</param>
    /// <param name="Left">No stream of this silo carries it any more.</param>
    private sealed record Symbol(ISymbolGrain Grain, Lazy<Task> Ready, CancellationTokenSource Left);
}
