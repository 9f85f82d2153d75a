using System.Runtime.CompilerServices;
using OrleansTicks.Core;

namespace OrleansTicks.Simulator.Tests;

/// <summary>A store in memory: whatever a test puts into it.</summary>
internal sealed class FakeReader : ITickReader
{
    public List<Instrument> Instruments { get; } = [];

    public List<Tick> Ticks { get; } = [];

    public List<Gap> Gaps { get; } = [];

    public List<(int Stream, DesiredStream Desired)> Streams { get; } = [];

    public Task<IReadOnlyList<Instrument>> ListInstrumentsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Instrument>>(Instruments);

    public IAsyncEnumerable<Tick> ReadTicksAsync(int instrument, bool quotes, long from, long to, CancellationToken cancellationToken) =>
        ReadAsync(tick => tick.Instrument == instrument && tick.Kind.IsPrice() && tick.Kind == TickKind.Quote == quotes && tick.Time >= from && tick.Time < to);

    public IAsyncEnumerable<Tick> ReadRowsAsync(int instrument, TickKind kind, long from, long to, CancellationToken cancellationToken) =>
        ReadAsync(tick => tick.Instrument == instrument && tick.Kind == kind && tick.Time >= from && tick.Time < to);

    private async IAsyncEnumerable<Tick> ReadAsync(Func<Tick, bool> wanted)
    {
        await Task.CompletedTask;
        foreach (var tick in Ticks.Where(wanted).OrderBy(tick => tick.Time)) yield return tick;
    }

    public Task<IReadOnlyList<(string Stream, Gap Gap)>> ListGapsAsync(long from, long to, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<(string, Gap)>>([.. Gaps.Take(limit).Select(gap => (Streams.Find(stream => stream.Stream == gap.Stream).Desired?.Plan.Key.ToString() ?? "", gap))]);

    public Task<IReadOnlyList<StreamEvent>> ListEventsAsync(long after, string? stream, int limit, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<StreamEvent>>([]);

    public Task<IReadOnlyList<(int Stream, DesiredStream Desired)>> ListStreamsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<(int, DesiredStream)>>(Streams);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
