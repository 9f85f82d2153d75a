using Microsoft.Extensions.Logging.Abstractions;
using OrleansTicks.Core;

namespace OrleansTicks.Simulation;

/// <summary>A process step by step: keeper, sweep, session, writer and committer as the product has them, each effect an event of its own, so that a crash may fall between any two.</summary>
/// <remarks>Deadlines, receipts, continuity and the spool with its recovery are the product's own classes.</remarks>
internal sealed partial class ModelNode
{
    private static readonly LeaseProfile Profile = LeaseProfile.Default;
    private static readonly Guid StoreId = Guid.Parse("5707e000-0000-4000-8000-000000000000");
    private static readonly long Ttl = ModelStore.Micros(Profile.Ttl), Beat = ModelStore.Micros(Profile.Beat), Margin = ModelStore.Micros(Profile.Margin);

    private readonly int _index;
    private readonly Scheduler _scheduler;
    private readonly SimulationOptions _options;
    private readonly ModelStore _store;
    private readonly Exchange _exchange;
    private readonly Oracle _oracle;
    private readonly ModelFiles _files;
    private readonly bool _readsOn;
    private readonly long _bootedAt;
    private readonly Dictionary<int, Owned> _owned = [];
    private readonly List<SpoolEntry> _queue = [];
    private readonly Queue<Action> _waiting = new();
    private IReadOnlyList<ModelNode> _others = [];
    private StoreClock _clock = new();
    private Spool? _spool;
    private int _life;
    private long _pausedUntil;
    private long _lastSent, _lastContact, _askedAt, _saidNoAt = -1, _backAt = -1;
    private long _lastArrival, _joinedAt;
    private bool _trouble, _committing, _flushing;
    private int _alone;

    public ModelNode(int index, Scheduler scheduler, SimulationOptions options, ModelStore store, Exchange exchange, Oracle oracle, bool readsOn)
    {
        (_index, _scheduler, _options, _store, _exchange, _oracle, _readsOn) = (index, scheduler, options, store, exchange, oracle, readsOn);
        _files = new ModelFiles(scheduler, options.Flush);
        _bootedAt = -scheduler.Between(0, 1_000_000_000);
    }

    public bool Alive { get; private set; }

    /// <summary>Cut off from the store alone.</summary>
    public bool Cut { get; set; }

    /// <summary>Of its wall clock, microseconds.</summary>
    public long WallStep { get; set; }

    /// <summary>Share of messages that are lost or come twice.</summary>
    public double Loss { get; set; }

    /// <summary>It may die in the middle of a write.</summary>
    public bool MayDie { get; set; } = true;

    public int Queued => _queue.Count;

    private string Name => $"n{_index}";

    private long Steady => _scheduler.Now - _bootedAt;

    private bool HoldsBack => _options.HoldsBack && _saidNoAt >= 0 && (_trouble || Steady < Math.Max(_saidNoAt, _backAt) + Ttl);

    /// <summary>How it stands, for a person.</summary>
    public string Describe() => $"{Name} {(Alive ? "lives" : "is dead")}, {_queue.Count} batches wait, committing {_committing}, flushing {_flushing}, owns {string.Join(' ', _owned.Values.Select(owned => $"{owned.Stream} by {owned.Lease} on connection {owned.Connection}, {owned.Read.Count} read, n {owned.N}"))}";

    public void Know(IReadOnlyList<ModelNode> all) => _others = [.. all.Where(node => node != this)];

    public void Start()
    {
        if (Alive) return;
        Alive = true;
        _life++;
        _scheduler.Tell($"{Name} starts");
        (_clock, _trouble, _committing, _flushing, _alone) = (new StoreClock(), false, false, false, 0);
        (_saidNoAt, _backAt, _askedAt) = (-1, -1, 0);
        _lastSent = _lastContact = Steady;
        _owned.Clear();
        _queue.Clear();
        _spool = new Spool(_files, StoreId, new SpoolOptions { Directory = "-", SegmentBytes = 64 << 10 });
        var recovery = new SpoolRecovery(_spool, StoreId, NullLogger.Instance);
        var left = recovery.Files.Select(file => (File: file, Batches: recovery.Read(file).ToList())).ToList();
        Recover(recovery, new Queue<(string File, TickBatch? Batch)>(left.SelectMany(file => file.Batches.Select(batch => (file.File, (TickBatch?)batch)).Append((file.File, null)))));
    }

    public void Crash()
    {
        if (!Alive) return;
        Alive = false;
        _scheduler.Tell($"{Name} dies");
        foreach (var owned in _owned.Values) _exchange.Close(owned.Connection);
        _owned.Clear();
        _files.Crash();
    }

    public void Pause(long micros)
    {
        _pausedUntil = Math.Max(_pausedUntil, _scheduler.Now + micros);
        _scheduler.Tell($"{Name} stands still for {micros / 1e6:0.0} s");
    }

    /// <summary>A user's command, decided on what this node knows of the stream by then.</summary>
    public void Command(int stream, DesiredState desired, bool restart, int tries = 5) => Call(() => _store.Of(stream).Generation, (seen, _) =>
        Post(_scheduler.Between(0, 3_000_000), () => Call(() => _store.SetDesired(stream, desired, seen + 1, restart), (applied, _) =>
        {
            if (applied) _scheduler.Tell($"{Name} {desired} {stream} as generation {seen + 1}");
            else if (tries > 0) Command(stream, desired, restart, tries - 1);
        }, () => { })), () => { });

    /// <summary>What an earlier life left goes first.</summary>
    private void Recover(SpoolRecovery recovery, Queue<(string File, TickBatch? Batch)> left)
    {
        if (left.Count == 0)
        {
            _joinedAt = Steady;
            Post(0, BeatAgain);
            Post(0, Watch);
            Post(_scheduler.Between(0, 200_000), Sweep);
            return;
        }

        var (file, batch) = left.Peek();
        if (batch is null)
        {
            left.Dequeue();
            recovery.Done(file);
            Post(0, () => Recover(recovery, left));
            return;
        }

        Call(() => _store.Commit(batch), (_, _) =>
        {
            left.Dequeue();
            Recover(recovery, left);
        }, () => Post(100_000, () => Recover(recovery, left)));
    }

    /// <summary>An event of this process: not while it stands still, not after its death.</summary>
    private void Post(long delay, Action what)
    {
        var life = _life;
        _scheduler.In(delay, Run);

        void Run()
        {
            if (!Alive || life != _life) return;
            if (_scheduler.Now < _pausedUntil || _waiting.Count > 0)
            {
                // What waited goes in the order in which it came.
                _waiting.Enqueue(Run);
                if (_waiting.Count == 1) _scheduler.In(_pausedUntil - _scheduler.Now, Resume);
                return;
            }

            try
            {
                what();
            }
            catch (CrashException)
            {
                Crash();
            }
        }
    }

    private void Resume()
    {
        if (_scheduler.Now < _pausedUntil)
        {
            _scheduler.In(_pausedUntil - _scheduler.Now, Resume);
            return;
        }

        var waiting = _waiting.ToList();
        _waiting.Clear();
        waiting.ForEach(run => run());
    }

    /// <summary>A statement: its request or its answer may be lost, it may be carried out late, or twice.</summary>
    private void Call<T>(Func<T> atStore, Action<T, long> answered, Action failed, long limit = 1_500_000)
    {
        var (sent, over, life) = (Steady, false, _life);
        if (!Cut && !_scheduler.Maybe(Loss))
        {
            _scheduler.In(Latency(), () =>
            {
                if (_store.Away) return;
                var answer = atStore();
                if (_scheduler.Maybe(Loss)) _scheduler.In(_scheduler.Between(0, 4_000_000), () => atStore());
                if (_scheduler.Maybe(Loss)) return;
                Post(Latency(), () =>
                {
                    if (over || Cut || life != _life) return;
                    over = true;
                    answered(answer, sent);
                });
            });
        }

        Post(limit, () =>
        {
            if (over) return;
            over = true;
            failed();
        });

        long Latency() => MayDie && _scheduler.Maybe(0.05) ? _scheduler.Between(1_000, 1_200_000) : _scheduler.Between(200, 5_000);
    }

    private long Deadline(long sent) => (_options.FromSending ? sent : Steady) + Ttl - Margin;

    private void Contact(long sent) => _lastContact = Math.Max(_lastContact, sent);

    private void BeatAgain()
    {
        var asked = _owned.Values.ToList();
        Call(() => _store.Beat(_index, [.. asked.Select(owned => owned.Lease)]), (answer, sent) =>
        {
            _clock.Answered(answer.Now, sent);
            Contact(sent);
            _lastSent = Math.Max(_lastSent, sent);
            if (_trouble) (_trouble, _backAt) = (false, Steady);
            foreach (var owned in asked.Where(owned => _owned.GetValueOrDefault(owned.Stream) == owned))
            {
                var mine = answer.Renewed.FindIndex(lease => lease.Lease == owned.Lease);
                if (mine < 0)
                {
                    Lose(owned, "another owns it");
                    continue;
                }

                owned.Hold.Extend(Deadline(sent));
                var wish = answer.Renewed[mine];
                if (wish.Desired is not DesiredState.Run || wish.Restart > owned.Generation) End(owned);
            }

            Post(Beat, BeatAgain);
        }, () =>
        {
            _trouble = true;
            Post(Beat / 20, BeatAgain);
        });
    }

    private void Watch()
    {
        if (Steady - _lastSent >= Ttl - Beat && Steady - _askedAt >= Beat / 2 && _owned.Count > 0)
        {
            _askedAt = Steady;
            Decide();
        }

        foreach (var owned in _owned.Values.Where(owned => _options.Deadline && !owned.Hold.IsHeld(Steady)).ToList()) Lose(owned, "its lease ran out");
        Post(100_000, Watch);
    }

    /// <summary>The store does not answer: if no other node reaches it either, reading on is right.</summary>
    private void Decide()
    {
        var now = Steady;
        if (_readsOn)
        {
            ReadOn(now);
            return;
        }

        var answers = 0;
        var peers = _others.ToList();
        var over = false;
        foreach (var peer in peers)
        {
            _scheduler.In(_scheduler.Between(200, 20_000), () => peer.Post(0, () =>
            {
                var no = peer.SaysNo();
                Post(_scheduler.Between(200, 20_000), () =>
                {
                    if (over || !no) return;
                    if (++answers == peers.Count) ReadOn(now);
                });
            }));
        }

        Post((Beat - Margin) * 8 / 10, () => over = true);
        if (peers.Count == 0) ReadOn(now);
    }

    private bool SaysNo()
    {
        if (Steady - _lastContact <= 2_000_000 || !_trouble) return false;
        _saidNoAt = Steady;
        return true;
    }

    private void ReadOn(long now)
    {
        foreach (var owned in _owned.Values.Where(owned => owned.Hold.IsHeld(Steady))) owned.Hold.Extend(now + Ttl - Margin);
    }

    private void Sweep()
    {
        Call(_store.Free, (free, sent) =>
        {
            Contact(sent);
            foreach (var (stream, expired) in free)
            {
                if (expired && _options.HoldsBack && Steady < _joinedAt + Ttl) continue;
                if (_owned.ContainsKey(stream) || HoldsBack || _trouble || _scheduler.Maybe(0.5)) continue;
                Acquire(stream);
                break;
            }

            Post(200_000, Sweep);
        }, () => Post(200_000, Sweep), 1_000_000);
    }

    private void Acquire(int stream) => Call(() => _store.Acquire(stream, _index), (answer, sent) =>
    {
        if (answer is not { } grant || _owned.ContainsKey(stream)) return;
        _clock.Answered(grant.Now, sent);
        var owned = new Owned(stream, grant.Lease, grant.Generation, new LeaseHold(_clock, Deadline(sent)), new Continuity(new Ownership(stream, grant.Lease, grant.Epoch, grant.Mark) { HasPredecessor = grant.HasPredecessor }));
        _owned[stream] = owned;
        _scheduler.Tell($"{Name} owns {stream} by lease {grant.Lease}");
        Post(_scheduler.Between(1_000, 200_000), () => Connect(owned));
    }, () => { });

    private sealed class Owned(int stream, int lease, long generation, LeaseHold hold, Continuity continuity)
    {
        public int Stream { get; } = stream;

        public int Lease { get; } = lease;

        public long Generation { get; } = generation;

        public LeaseHold Hold { get; } = hold;

        public Continuity Continuity { get; } = continuity;

        public int Connection { get; set; } = -1;

        public int Number { get; set; } = -1;

        public long Frame { get; set; }

        public long N { get; set; }

        public List<Position> Read { get; } = [];

        public List<Gap> Gaps { get; } = [];

        public long ReceivedBy { get; set; }
    }
}
