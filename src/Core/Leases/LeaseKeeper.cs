using Microsoft.Extensions.Logging;

namespace OrleansTicks.Core;

/// <summary>Keeps this process's leases alive: one beat for all of them, a watch over their deadlines, and the decision when the store is lost.</summary>
/// <remarks>
/// A lease lives in the store, so while the store is away for everybody nobody can take a stream over, and reading on is right; while it is away for this
/// process alone, another will take over, and reading on would be wrong. <see cref="StoreLoss.Ask"/> tells the two apart by asking the other nodes.
/// </remarks>
public sealed partial class LeaseKeeper : IAsyncDisposable
{
    private static readonly TimeSpan WatchEvery = TimeSpan.FromMilliseconds(100);

    private readonly ILeases _leases;
    private readonly LeaseProfile _profile;
    private readonly IPeers? _peers;
    private readonly StoreLoss _onLoss;
    private readonly TimeProvider _time;
    private readonly ILogger<LeaseKeeper> _logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<int, HeldLease> _held = [];
    private readonly List<int> _abandoned = [];
    private readonly List<NewEvent> _events = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Signal _beatNow = new();
    private IReadOnlyList<NodeCard> _others = [];
    private Task _beating = Task.CompletedTask;
    private Task _watching = Task.CompletedTask;
    private readonly long _joinedAt;
    private long _lastSent;
    private long _lastContact;
    private long _askedAt;
    private long _saidNoAt = long.MinValue;
    private long _backAt = long.MinValue;
    private volatile bool _unproven;
    private volatile string? _trouble;

    /// <param name="leases">The store's side.</param>
    /// <param name="node">This process, as it joined.</param>
    /// <param name="joined">What the store said at that.</param>
    /// <param name="sent">Steady microseconds before it was asked.</param>
    /// <param name="peers">Asks the other nodes; null = there are none that could be asked.</param>
    /// <param name="onLoss">What to do when the store is lost.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of losses.</param>
    public LeaseKeeper(
        ILeases leases, NodeCard node, JoinAnswer joined, long sent, IPeers? peers, StoreLoss onLoss, TimeProvider time, ILogger<LeaseKeeper> logger)
    {
        (_leases, Node, _profile, _peers, _onLoss, _time, _logger) = (leases, node, joined.Profile, peers, onLoss, time, logger);
        Clock.Answered(joined.StoreTime, sent);
        _lastSent = _lastContact = _joinedAt = sent;
    }

    /// <summary>This process.</summary>
    public NodeCard Node { get; }

    /// <summary>The other nodes, as of the last good beat: who is asked when the store is lost.</summary>
    public IReadOnlyList<NodeCard> Others
    {
        get
        {
            lock (_gate) return _others;
        }
    }

    /// <summary>The times of leases in this store.</summary>
    public LeaseProfile Profile => _profile;

    /// <summary>What is known of the store's clock.</summary>
    public StoreClock Clock { get; } = new();

    /// <summary>The store is away, and the streams are read on because nobody else can own them.</summary>
    public bool IsUnproven => _unproven;

    /// <summary>Why the last beat failed; null while they come back.</summary>
    public string? Trouble => _trouble;

    /// <summary>This node lately told another that it does not reach the store, so the other reads on: nothing is taken over for one lease's life.</summary>
    public bool HoldsBack
    {
        get
        {
            var saidNo = Volatile.Read(ref _saidNoAt);
            if (saidNo == long.MinValue) return false;
            var free = Math.Max(saidNo, Volatile.Read(ref _backAt)) + Micros(_profile.Ttl);
            return _trouble is not null || _time.SteadyMicroseconds() < free;
        }
    }

    /// <summary>
    /// It joined less than one lease's life ago, so it does not know what an earlier run of it promised, and owners that ask do not know it yet: it takes over
    /// nothing that ran out. What was given back it may take.
    /// </summary>
    public bool IsNew => _time.SteadyMicroseconds() < _joinedAt + Micros(_profile.Ttl);

    /// <summary>Begins to beat.</summary>
    public void Start()
    {
        _beating = Task.Run(() => BeatAsync(_stop.Token));
        _watching = Task.Run(() => WatchAsync(_stop.Token));
    }

    /// <summary>A statement came back from the store: it is reached.</summary>
    public void Contact(long sent)
    {
        if (sent > Volatile.Read(ref _lastContact)) Volatile.Write(ref _lastContact, sent);
    }

    /// <summary>Whether this process reaches the store: from what came back in the last two seconds, else tried. Answers before who asks must decide.</summary>
    public async Task<StoreReach> ReachAsync(CancellationToken cancellationToken)
    {
        var age = Age();
        if (age > TimeSpan.FromSeconds(2))
        {
            var sent = _time.SteadyMicroseconds();
            try
            {
                if (_trouble is { } trouble) throw new TimeoutException(trouble);   // its own beat has tried, and failed
                await _leases.LookAsync(cancellationToken).WaitAsync((_profile.Beat - _profile.Margin) / 2, _time, cancellationToken);
                Contact(sent);
            }
            catch (Exception away) when (away is StoreException or TimeoutException)
            {
                Volatile.Write(ref _saidNoAt, _time.SteadyMicroseconds());
                return new StoreReach(false, Age());
            }

            age = Age();
        }

        return new StoreReach(true, age);

        TimeSpan Age() => TimeSpan.FromMicroseconds(_time.SteadyMicroseconds() - Volatile.Read(ref _lastContact));
    }

    /// <summary>Writes an event with the next beat; the oldest go when the store is away for long.</summary>
    public void Note(NewEvent what)
    {
        lock (_gate)
        {
            if (_events.Count >= 1_000) _events.RemoveAt(0);
            _events.Add(what);
        }
    }

    /// <summary>Keeps a lease alive that was just acquired.</summary>
    /// <param name="answer">The store's grant.</param>
    /// <param name="sent">Steady microseconds before it was asked for.</param>
    /// <param name="status">Says how the stream is.</param>
    internal HeldLease Keep(LeaseAnswer answer, long sent, Func<string> status)
    {
        Clock.Answered(answer.StoreTime, sent);
        Contact(sent);
        var epoch = answer.Granted!;
        var held = new HeldLease(epoch, new LeaseHold(Clock, Deadline(sent)), answer.Generation, status);
        lock (_gate) _held[epoch.Lease] = held;
        return held;
    }

    /// <summary>Ends a lease that is still held: others may take the stream at once. Where the store is away it expires by itself.</summary>
    internal async Task ReleaseAsync(HeldLease held, Reason reason)
    {
        bool ours;
        lock (_gate) ours = _held.Remove(held.Epoch.Lease);
        held.Hold.Lose(reason, "released");
        if (!ours) return;
        try
        {
            if (_trouble is not null) throw new TimeoutException(_trouble);   // it does not answer: an end must not wait for it
            await _leases.ReleaseAsync(Node.Id, [held.Epoch.Lease], reason, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(1), _time);
        }
        catch (Exception away) when (away is StoreException or TimeoutException)
        {
            lock (_gate) _abandoned.Add(held.Epoch.Lease);
        }
    }

    /// <summary>The commit of a batch found the lease to be a past one.</summary>
    internal void Fenced(int lease)
    {
        HeldLease? held;
        lock (_gate) _held.Remove(lease, out held);
        held?.Hold.Lose(Reason.OwnerLost, "the store says that another node owns it");
    }

    /// <summary>Beats at once: a status changed that others wait for.</summary>
    internal void BeatSoon() => _beatNow.Set();

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        await _beating;
        await _watching;
        try
        {
            if (_trouble is not null) throw new TimeoutException(_trouble);
            await LeaveAsync().WaitAsync(TimeSpan.FromSeconds(1), _time);
        }
        catch (Exception away) when (away is StoreException or TimeoutException)
        {
            LogLeftLate(away.Message);
        }

        _stop.Dispose();
    }

    private async Task LeaveAsync()
    {
        List<NewEvent> last;
        lock (_gate) last = [.. _events];
        if (last.Count > 0) await _leases.AddEventsAsync(last, CancellationToken.None);
        await _leases.LeaveAsync(Node.Id, CancellationToken.None);
    }

    private static long Micros(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    private long Deadline(long sent) => sent + Micros(_profile.Ttl - _profile.Margin);

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        var limit = _profile.Beat * 0.75;
        while (!cancellationToken.IsCancellationRequested)
        {
            var well = await BeatOnceAsync(limit, cancellationToken);
            // After a failure sooner: until the deadline every try counts.
            await _beatNow.WaitAsync(well ? _profile.Beat : _profile.Beat / 20, _time, cancellationToken);
        }
    }

    private async Task<bool> BeatOnceAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        List<HeldLease> asked;
        List<int> abandoned;
        List<NewEvent> events;
        lock (_gate) (asked, abandoned, events) = ([.. _held.Values], [.. _abandoned], [.. _events]);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sent = _time.SteadyMicroseconds();
        try
        {
            var beat = new Beat(Node, [.. asked.Select(held => new StreamBeat(held.Epoch.Stream, held.Epoch.Lease, held.Status()))]);
            Answered(sent, asked, await _leases.BeatAsync(beat, patience.Token).WaitAsync(limit, _time, cancellationToken));
            if (abandoned.Count > 0) await _leases.ReleaseAsync(Node.Id, abandoned, Reason.StoreLost, patience.Token).WaitAsync(limit, _time, cancellationToken);
            if (events.Count > 0) await _leases.AddEventsAsync(events, patience.Token).WaitAsync(limit, _time, cancellationToken);
            lock (_gate)
            {
                _abandoned.RemoveAll(abandoned.Contains);
                _events.RemoveAll(events.Contains);
            }

            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return true;
        }
        catch (Exception away)
        {
            await patience.CancelAsync();
            if (_trouble is null) LogAway(away.Message);
            _trouble = away.Message;
            return false;
        }
    }

    private void Answered(long sent, List<HeldLease> asked, BeatAnswer answer)
    {
        Clock.Answered(answer.StoreTime, sent);
        Contact(sent);
        var renewed = answer.Renewed.ToDictionary(lease => lease.Lease);
        lock (_gate)
        {
            _lastSent = Math.Max(_lastSent, sent);
            _others = answer.Peers;
            foreach (var held in asked.Where(held => !renewed.ContainsKey(held.Epoch.Lease))) _held.Remove(held.Epoch.Lease);
        }

        foreach (var held in asked)
        {
            if (renewed.TryGetValue(held.Epoch.Lease, out var lease))
            {
                held.Hold.Extend(Deadline(sent));
                held.Wish = lease;
            }
            else
            {
                held.Hold.Lose(Reason.OwnerLost, "another node owns it now");
            }
        }

        if (_trouble is not null)
        {
            Volatile.Write(ref _backAt, _time.SteadyMicroseconds());
            _trouble = null;
            LogBack();
        }

        _unproven = false;
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(WatchEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var now = _time.SteadyMicroseconds();
                // Before the deadline only: once it has passed nothing proves what happened meanwhile, and a process that stood still must not read on.
                if (now - Volatile.Read(ref _lastSent) >= Micros(_profile.Ttl - _profile.Beat)) await DecideAsync(now, cancellationToken);
                DropLapsed(_time.SteadyMicroseconds());
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>The store does not answer: read on, or let the deadline pass.</summary>
    private async Task DecideAsync(long now, CancellationToken cancellationToken)
    {
        IReadOnlyList<NodeCard> others;
        List<HeldLease> held;
        lock (_gate) (others, held) = (_others, [.. _held.Values.Where(lease => lease.Hold.IsHeld(now))]);
        if (held.Count == 0 || _onLoss is StoreLoss.Stop || now - _askedAt < Micros(_profile.Beat) / 2) return;
        _askedAt = now;
        if (_onLoss is StoreLoss.Ask && others.Count > 0 && !await NobodyReachesAsync(others, cancellationToken)) return;
        // Who said no takes nothing over for one lease's life after the store is back to it: as long as that this answer holds.
        foreach (var lease in held) lease.Hold.Extend(Deadline(now));
        if (!_unproven) LogUnproven(held.Count, others.Count);
        _unproven = true;
    }

    private async Task<bool> NobodyReachesAsync(IReadOnlyList<NodeCard> others, CancellationToken cancellationToken)
    {
        if (_peers is null) return false;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asking = others.Select(peer => _peers.AskAsync(peer, limit.Token)).ToList();
        try
        {
            var answers = await Task.WhenAll(asking).WaitAsync((_profile.Beat - _profile.Margin) * 0.8, _time, cancellationToken);
            return answers.All(answer => answer is { Reachable: false });
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            await limit.CancelAsync();
        }
    }

    private void DropLapsed(long now)
    {
        List<HeldLease> lapsed;
        lock (_gate)
        {
            lapsed = [.. _held.Values.Where(held => !held.Hold.IsHeld(now))];
            foreach (var held in lapsed)
            {
                _held.Remove(held.Epoch.Lease);
                _abandoned.Add(held.Epoch.Lease);
            }
        }

        foreach (var held in lapsed) held.Hold.Lose(Reason.StoreLost, "the lease could not be renewed in time");
        if (lapsed.Count > 0) LogLapsed(lapsed.Count);
    }

    [LoggerMessage(LogLevel.Warning, "The store does not answer the beat ({Problem}); leases run on until their deadline")]
    private partial void LogAway(string problem);

    [LoggerMessage(LogLevel.Information, "The store answers the beat again")]
    private partial void LogBack();

    [LoggerMessage(LogLevel.Warning, "The store is away and none of {Others} other nodes reaches it: {Count} streams are read on, their ownership unproven")]
    private partial void LogUnproven(int count, int others);

    [LoggerMessage(LogLevel.Warning, "{Count} leases could not be renewed in time: their streams are no longer read here")]
    private partial void LogLapsed(int count);

    [LoggerMessage(LogLevel.Information, "The node leaves without telling the store ({Problem}); its leases run out by themselves")]
    private partial void LogLeftLate(string problem);
}
