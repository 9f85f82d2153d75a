using System.Threading.Channels;
using OrleansTicks.Core;

namespace OrleansTicks.Core.Tests;

/// <summary>Accepts handovers at once, or when the test says so, and keeps what was in them.</summary>
internal sealed class FakeSymbols : ISymbols
{
    private readonly Channel<(IReadOnlyList<Tick> Ticks, IReadOnlyList<Gap> Gaps)> _taken = Channel.CreateUnbounded<(IReadOnlyList<Tick>, IReadOnlyList<Gap>)>();
    private readonly Lock _gate = new();
    private readonly List<Handover> _held = [];
    private bool _hold;

    public bool IsCrowded => false;

    public ValueTask WaitForRoomAsync(TimeSpan atMost, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public Task PrepareAsync(IReadOnlyList<Instrument> instruments, CancellationToken cancellationToken) => Task.CompletedTask;

    public void Leave(IReadOnlyList<Instrument> instruments)
    {
    }

    public IReadOnlyList<LatestTick> Latest(IEnumerable<Instrument> instruments) => [];

    public void Hold()
    {
        lock (_gate) _hold = true;
    }

    public void LetGo()
    {
        List<Handover> held;
        lock (_gate)
        {
            _hold = false;
            held = [.. _held];
            _held.Clear();
        }

        foreach (var handover in held) Take(handover);
    }

    public ValueTask<Acceptance> AcceptAsync(Handover handover)
    {
        var pending = handover.Begin();
        lock (_gate)
        {
            if (_hold)
            {
                _held.Add(handover);
                return pending;
            }
        }

        Take(handover);
        return pending;
    }

    /// <summary>The next accepted handover.</summary>
    public ValueTask<(IReadOnlyList<Tick> Ticks, IReadOnlyList<Gap> Gaps)> Next(CancellationToken cancellationToken) => _taken.Reader.ReadAsync(cancellationToken);

    private void Take(Handover handover)
    {
        _taken.Writer.TryWrite(([.. handover.Ticks.Span], [.. handover.Gaps]));
        handover.Judged(new Acceptance(handover.Ticks.Count, 0));
        handover.Durable();
    }
}
