using System.Net.Sockets;
using System.Text;

namespace OrleansTicks.Simulator;

/// <summary>One WebSocket: a reader for what the client says, and a pump that alone writes to the socket.</summary>
internal sealed partial class Connection
{
    private const int ChunkSize = 64 << 10;
    private const int PulledAtOnce = 256;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private readonly Socket _socket;
    private readonly ClientReader _reader;
    private readonly SimHub _hub;
    private readonly SimulatorOptions _options;
    private readonly ChunkSender _sender;
    private readonly DataFaults _faults;
    private readonly AsyncSignal _signal = new();
    private readonly Lock _gate = new();
    private readonly Chunk _chunk = new();
    private readonly IWireSession _session;
    private readonly WireTimes _times;
    private readonly int _messagesPerSecond;
    private readonly List<(Opcode Opcode, byte[] Payload)> _control = [];
    private readonly List<Frame> _stack = [];
    private readonly Queue<SimulatorFault> _posted = [];
    private readonly HashSet<Topic> _dropped = [];
    private List<Frame> _incoming = [];
    private List<Frame> _work = [];
    private int _next;
    private long _backlog;
    private long _frames;
    private Frame? _held;
    private long _mutedUntil;
    private CloseRequest? _close;
    private volatile bool _gone;
    private ITimer? _graceTimer;
    private ITimer? _muteTimer;
    private readonly OrderedDictionary<Topic, bool> _topics = [];

    public Connection(
        int index,
        Socket socket,
        ClientReader reader,
        SimHub hub,
        IVenueWire wire,
        Func<Connection, IWireSession> session,
        SimulatorOptions options,
        IEnumerable<SimulatorFault> faults)
    {
        Index = index;
        _socket = socket;
        _reader = reader;
        _hub = hub;
        _options = options;
        _faults = new DataFaults(faults);
        _sender = new ChunkSender(socket, Record);
        _times = wire.Times.With(options);
        _messagesPerSecond = wire.MessagesPerSecond;
        _session = session(this);
        _socket.Blocking = false;                            // so that Send says at once what the kernel takes
        _socket.NoDelay = true;
    }

    /// <summary>Counts accepted connections from 0.</summary>
    public int Index { get; }

    /// <summary>What it is subscribed to. Under the hub's lock.</summary>
    public OrderedDictionary<Topic, bool>.KeyCollection Topics => _topics.Keys;

    /// <summary>It takes no part in the market any more. Under the hub's lock.</summary>
    public bool HasLeft { get; private set; }

    public bool Muted => Volatile.Read(ref _mutedUntil) > _hub.Time.GetUtcNow().UtcTicks;

    /// <summary>Runs until the connection has ended, and leaves nothing of it behind.</summary>
    public async Task RunAsync()
    {
        var reading = Task.CompletedTask;
        try
        {
            _session.Opened();
            reading = ReadAsync();
            using (StartTimers()) await PumpAsync();
            if (!_gone) await FinishAsync(reading);
        }
        finally
        {
            Lose();
            try
            {
                await reading;
            }
            finally
            {
                End();
            }
        }
    }

    /// <summary>Hands it a frame; under the hub's lock.</summary>
    public void Offer(in Frame frame)
    {
        frame.Run?.Begin();
        var slow = false;
        lock (_gate)
        {
            _incoming.Add(frame);
            if (frame.Run is null) slow = (_backlog += frame.Length) > _options.MaxBacklog;
        }

        if (slow) Close(new CloseRequest(1008, "server", "reading too slowly"));
        _signal.Set();
    }

    public void Wake() => _signal.Set();

    /// <summary>The meeting place that it is part of.</summary>
    public SimHub Hub => _hub;

    public void Answer(string json) => Say(Opcode.Text, Encoding.UTF8.GetBytes(json));

    public void Answer(byte[] binary) => Say(Opcode.Binary, binary);

    /// <summary>A scripted fault is due here.</summary>
    public void Post(SimulatorFault fault)
    {
        lock (_gate) _posted.Enqueue(fault);
        _signal.Set();
    }

    /// <summary>Closes with a close frame and waits a little for the client's; the first request counts.</summary>
    public void Close(CloseRequest request)
    {
        lock (_gate)
        {
            if (_close is not null) return;
            _close = request;
            _graceTimer = TimeProvider.System.CreateTimer(_ => Lose(), null, Grace, Timeout.InfiniteTimeSpan);   // the peer's patience is real time
        }

        _signal.Set();
    }

    /// <summary>Subscribes to one more; under the hub's lock.</summary>
    public void Take(Topic topic)
    {
        _topics.Add(topic, true);
        lock (_gate) _dropped.Remove(topic);
    }

    /// <summary>Unsubscribes; under the hub's lock. False when it was not subscribed.</summary>
    public bool Drop(Topic topic)
    {
        if (!_topics.Remove(topic)) return false;
        lock (_gate) _dropped.Add(topic);
        return true;
    }

    /// <summary>Everything it still owed is missed; under the hub's lock, once the pump sends no more data.</summary>
    public void GiveUp()
    {
        HasLeft = true;
        LedgerEntry[] owed;
        lock (_gate)
        {
            IEnumerable<Frame> frames = [.. _held is { } held ? [held] : Array.Empty<Frame>(), .. _work.Skip(_next), .. _incoming];
            owed = [.. frames.Where(frame => !_dropped.Contains(frame.Topic)).Select(frame => new LedgerEntry(frame, LedgerState.Missed, -1, 0))];
            foreach (var frame in frames.Where(frame => _dropped.Contains(frame.Topic))) frame.Run?.End();
            (_held, _next, _work, _incoming) = (null, 0, [], []);
        }

        Record(owed, 0, owed.Length);
    }

    private void End()
    {
        _session.Dispose();
        _graceTimer?.Dispose();
        _muteTimer?.Dispose();
        _chunk.Release();
        var close = _close ?? new CloseRequest(0, "network", "the client was gone");
        _hub.Detach(this, $"\"conn\":{Index},\"code\":{(close.Code == 0 ? "null" : close.Code)},\"by\":\"{close.By}\",\"why\":\"{close.Why}\"");
    }

    private void Say(Opcode opcode, byte[] payload)
    {
        lock (_gate) _control.Add((opcode, payload));
        _signal.Set();
    }

    /// <summary>Ends the socket now; both loops come to their end.</summary>
    private void Lose()
    {
        _gone = true;
        _socket.Dispose();
        _signal.Set();
    }

    private void Record(LedgerEntry[] entries, int start, int count)
    {
        _hub.Ledger.Write(Index, entries.AsSpan(start, count), _hub.Time.GetUtcNow());
        foreach (ref readonly var entry in entries.AsSpan(start, count))
        {
            _hub.Tally.Add(entry.State);
            if (entry.State != LedgerState.Fault) entry.Frame.Run?.End();
        }
    }
}
