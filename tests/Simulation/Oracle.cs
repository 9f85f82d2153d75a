using OrleansTicks.Core;

namespace OrleansTicks.Simulation;

/// <summary>Knows the truth, and says at once when a promise is broken.</summary>
internal sealed class Oracle(Scheduler scheduler)
{
    private readonly Dictionary<(int Lease, long Id), long> _received = [];
    private readonly Dictionary<int, (DesiredState Desired, long Generation)> _wishes = [];
    private readonly HashSet<(int Stream, long Id, int Lease, long ReceivedBy)> _accepted = [];

    /// <summary>Set once the store exists.</summary>
    public ModelStore Store { get; set; } = null!;

    private readonly List<(int Stream, int Lease, List<long> Frames)> _sent = [];
    private readonly Dictionary<int, int> _places = [];
    private readonly Dictionary<(int Stream, long Id), int> _under = [];

    /// <summary>Frames that went to sockets.</summary>
    public int Frames => _sent.Sum(connection => connection.Frames.Count);

    public void Opened(int stream, int connection, int lease)
    {
        _places[connection] = _sent.Count;
        _sent.Add((stream, lease, []));
    }

    public void Send(int stream, int connection, long id) => _sent[_places[connection]].Frames.Add(id);

    public string? Broken { get; private set; }

    public void Break(string promise)
    {
        if (Broken is not null) return;
        Broken = promise;
        scheduler.Tell($"BROKEN {promise}");
    }

    /// <summary>A node read a frame under a lease (G2). While the store is away for all, ownership may be unproven, and yet nobody else can have it.</summary>
    /// <param name="stream">Of it.</param>
    /// <param name="lease">Under which.</param>
    /// <param name="id">Of the tick.</param>
    /// <param name="alone">The operator said that reading on without the store is right: then two may read, and only the fence decides.</param>
    public void Read(int stream, int lease, long id, bool alone)
    {
        _received[(lease, id)] = scheduler.Now;
        var epoch = Store.Lease(lease);
        if (!alone && epoch.ValidTo is { } end && scheduler.Now > end && epoch.Successor != epoch.Owner)
            Break($"G2: stream {stream} was read under lease {lease} {(scheduler.Now - end) / 1e6:0.000} s after its successor began");
    }

    /// <summary>A row goes in under a lease (G1).</summary>
    public void Storing(int lease, long id)
    {
        var epoch = Store.Lease(lease);
        _under.TryAdd((epoch.Stream, id), lease);
        if (epoch.ValidTo is { } end && _received.TryGetValue((lease, id), out var received) && received > end)
            Break($"G1: tick {id} of stream {epoch.Stream} was received {(received - end) / 1e6:0.000} s after the successor of lease {lease} began, and is stored");
    }

    /// <summary>A tick is durable in a spool. Who reads on without proof, because the operator said so, may accept what the fence will refuse.</summary>
    public void Accept(BatchStream stream, long id, bool alone) => _accepted.Add((stream.Stream, id, stream.Lease, alone ? stream.ReceivedBy : 0));

    public void Wished(int stream, DesiredState desired, long generation)
    {
        if (!_wishes.TryGetValue(stream, out var known) || generation > known.Generation) _wishes[stream] = (desired, generation);
    }

    /// <summary>A stream was given to somebody (G13).</summary>
    public void Acquired(int stream)
    {
        if (_wishes.TryGetValue(stream, out var wish) && wish.Desired is not DesiredState.Run) Break($"G13: stream {stream} was taken although the newest wish, generation {wish.Generation}, is {wish.Desired}");
    }

    /// <summary>Everything at rest: what was accepted is stored, and what was sent is stored or lies in one exact gap (G3, G4).</summary>
    public void Judge()
    {
        foreach (var accepted in _accepted)
        {
            if (Store.Lease(accepted.Lease).ValidTo is { } end && accepted.ReceivedBy > end) continue;
            if (!Store.Stored.Contains((accepted.Stream, accepted.Id))) Break($"G4: tick {accepted.Id} of stream {accepted.Stream} was accepted and is not stored");
        }

        foreach (var stream in _sent.Select(connection => connection.Stream).Distinct())
        {
            var gaps = Store.Gaps.Where(gap => gap.Stream == stream && gap is not { Cause: GapCause.Epoch, Last: null }).ToList();
            (int Connection, int Frame, long Id)? last = null;
            var holes = 0;
            for (var c = 0; c < _sent.Count; c++)
            {
                var (of, lease, frames) = _sent[c];
                if (of != stream) continue;
                for (var f = 0; f < frames.Count; f++)
                {
                    if (_under.GetValueOrDefault((stream, frames[f])) != lease) continue;
                    if (last is { } before && (before.Connection != c || before.Frame != f - 1))
                    {
                        holes++;
                        if (!gaps.Exists(gap => gap.Last is { } from && from.Identity == before.Id && gap.First.Identity == frames[f])) Break($"G3: between {before.Id} and {frames[f]} of stream {stream} lies no gap: {string.Join(", ", gaps.Select(gap => $"{gap.Cause} {gap.Last?.Lease}:{gap.Last?.Identity}..{gap.First.Lease}:{gap.First.Identity}"))}");
                    }

                    last = (c, f, frames[f]);
                }
            }

            if (gaps.Count != holes) Break($"G3: stream {stream} has {holes} holes and {gaps.Count} gaps: {string.Join(", ", gaps.Select(gap => $"{gap.Cause} {gap.Last?.Identity}..{gap.First.Identity}"))}");
        }
    }
}
