using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using OrleansTicks.Core;

namespace OrleansTicks.Grains;

/// <summary>Grain storage of the symbols. Reads what the ticks themselves say, many symbols in one query; writes nothing, since each commit of ticks is the state's write.</summary>
public sealed class SymbolStateStorage(ITickStore store, TimeProvider time) : IGrainStorage
{
    /// <summary>What grains ask for it by.</summary>
    public const string Name = "symbols";

    private readonly Gather<int, IReadOnlyList<BookMark>> _reads = new(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(100), time, async instruments =>
    {
        var marks = await store.LoadBooksAsync(instruments, CancellationToken.None);
        return marks.GroupBy(mark => mark.Instrument).ToDictionary(group => group.Key, group => (IReadOnlyList<BookMark>)[.. group]);
    });

    /// <summary>Queries so far.</summary>
    public long Queries => _reads.Calls;

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (grainState is not IGrainState<SymbolState> symbol) throw new NotSupportedException($"storage '{Name}' keeps {nameof(SymbolState)} only");
        var marks = await _reads.GetAsync(SymbolKey.InstrumentOf(grainId.Key.ToString()!));
        symbol.State = new SymbolState { Marks = marks ?? [] };
        symbol.RecordExists = marks is not null;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;
}
