using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>Looks for new events in the store once a second, while anybody listens: once for all of them.</summary>
/// <remarks>
/// Where several processes write, an event may become visible after one with a higher id. So each look goes back over the ids of the last seconds
/// and knows the events that it saw by their ids.
/// </remarks>
internal sealed class EventPoller
{
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(5);
    private const int Page = 500, Kept = 1000;
    private readonly Func<CancellationToken, Task<ITickReader>> _openReader;
    private readonly TimeProvider _time;
    private readonly SharedLoop _loop;
    private readonly Newest<EventRound> _rounds = new();
    private readonly SortedDictionary<long, long> _seen = [];          // id -> when; all above the horizon
    private ITickReader? _reader;
    private EventRound _last = new(0, [], null);
    private long _horizon;                                             // 0 = nothing was read yet

    public EventPoller(Func<CancellationToken, Task<ITickReader>> openReader, TimeProvider time, ILogger<EventPoller> logger)
    {
        (_openReader, _time) = (openReader, time);
        _loop = new SharedLoop(Period, StepAsync, EndAsync, time, logger);
    }

    /// <summary>Rounds from now on. What becomes visible in the store after the first of them arrives in a later one.</summary>
    public async IAsyncEnumerable<EventRound> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = _rounds.Version;
        using var listening = _loop.Listen();
        while (true)
        {
            (seen, var round) = await _rounds.AfterAsync(seen, cancellationToken);
            yield return round;
        }
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        try
        {
            _reader ??= await _openReader(cancellationToken);
            var arrived = _horizon == 0 ? await BeginAsync(_reader, cancellationToken) : await LookAsync(_reader, cancellationToken);
            if (arrived.Count > 0)
                _last = new EventRound(_last.Last + arrived.Count, [.. _last.Arrived.Concat(arrived.Select((one, i) => (_last.Last + i + 1, one))).TakeLast(Kept)], null);
            _rounds.Put(_last);
        }
        catch (Exception away) when (away is StoreException or StoreRefusedException)
        {
            await CloseAsync();
            _rounds.Put(_last with { Trouble = away });
        }
    }

    /// <summary>Learns what is there already; none of it is news.</summary>
    private async Task<IReadOnlyList<StreamEvent>> BeginAsync(ITickReader reader, CancellationToken cancellationToken)
    {
        var there = await reader.ListEventsAsync(0, null, Page, cancellationToken);
        foreach (var one in there) _seen[one.Id] = _time.GetTimestamp();
        _horizon = there.Count > 1 ? there[0].Id : -1;
        return [];
    }

    private async Task<IReadOnlyList<StreamEvent>> LookAsync(ITickReader reader, CancellationToken cancellationToken)
    {
        List<StreamEvent> arrived = [];
        IReadOnlyList<StreamEvent> page;
        var from = _horizon;
        do
        {
            page = await reader.ListEventsAsync(from, null, Page, cancellationToken);
            arrived.AddRange(page.Where(one => _seen.TryAdd(one.Id, _time.GetTimestamp())));
            if (page.Count > 0) from = page[^1].Id;
        }
        while (page.Count == Page);

        foreach (var (id, at) in _seen.ToList())
        {
            if (_time.GetElapsedTime(at) < Late) break;
            _horizon = id;
            _seen.Remove(id);
        }

        return arrived;
    }

    private async ValueTask EndAsync()
    {
        await CloseAsync();
        _seen.Clear();
        (_horizon, _last) = (0, new EventRound(0, [], null));
    }

    private async ValueTask CloseAsync()
    {
        if (_reader is { } reader) await reader.DisposeAsync();
        _reader = null;
    }
}
