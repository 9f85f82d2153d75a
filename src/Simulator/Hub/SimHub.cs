using System.Text.Json;

namespace OrleansTicks.Simulator;

/// <summary>The meeting place: who is subscribed to what, and which frame goes to whom. One lock, held for moments and never while sending.</summary>
/// <remarks>Every frame has its place in one order (<see cref="Frame.Seq"/>), and for each there is either a subscriber who answers for it or a line
/// <c>missed</c>.</remarks>
internal sealed class SimHub(Ledger ledger, Tally tally, TimeProvider time, IVenueWire wire)
{
    private readonly Dictionary<string, Topic> _topics = [];
    private readonly Dictionary<string, int> _symbols = [];
    private readonly Dictionary<int, Connection> _connections = [];
    private readonly Queue<int> _refusals = [];
    private DateTimeOffset _bannedUntil;
    private long _seq;

    public Lock Gate { get; } = new();

    public Ledger Ledger => ledger;

    public Tally Tally => tally;

    public TimeProvider Time => time;

    public IMarket? Market { get; set; }

    /// <summary>When the first market began.</summary>
    public DateTimeOffset? Begun { get; private set; }

    /// <summary>Called once, under the lock, when the first market begins.</summary>
    public Action? OnBegin { get; set; }

    public long NextSeq() => _seq++;

    public int OpenConnections
    {
        get
        {
            lock (Gate) return _connections.Count;
        }
    }

    /// <summary>The stream of this name; made at first mention.</summary>
    public Topic TopicOf(string name)
    {
        lock (Gate)
        {
            if (!_topics.TryGetValue(name, out var topic)) _topics.Add(name, topic = wire.MakeTopic(name));
            return topic;
        }
    }

    public List<Connection> Connections()
    {
        lock (Gate) return [.. _connections.Values];
    }

    public void Attach(Connection connection)
    {
        lock (Gate) _connections.Add(connection.Index, connection);
    }

    /// <summary>Subscribes, answers, and lets a market begin that now is covered. False, and nothing is done, when it would be too many streams.</summary>
    /// <param name="connection">Who asks.</param>
    /// <param name="names">Of streams.</param>
    /// <param name="answer">Called under the lock when all is subscribed and before any data of it; null = there is no answer.</param>
    public bool Subscribe(Connection connection, IReadOnlyList<string> names, Action? answer = null)
    {
        lock (Gate)
        {
            if (connection.HasLeft) return true;
            var added = names.Distinct(StringComparer.Ordinal)
                .Where(name => !_topics.TryGetValue(name, out var known) || !connection.Topics.Contains(known)).ToList();
            if (connection.Topics.Count + added.Count > wire.MaxTopics) return false;
            var topics = added.ConvertAll(TopicOf);
            foreach (var topic in topics)
            {
                connection.Take(topic);
                topic.Subscribers.Add(connection);
                topic.Wanted = true;
                _symbols[topic.Symbol] = _symbols.GetValueOrDefault(topic.Symbol) + 1;
            }

            answer?.Invoke();
            if (added.Count == 0) return true;
            ledger.WriteEvent("subscribe", time.GetUtcNow(), $"\"conn\":{connection.Index},\"streams\":{Json.List(added)}");
            Market?.Subscribed();
            foreach (var topic in topics) Market?.Greet(topic, connection);
            connection.Wake();
            return true;
        }
    }

    public void Unsubscribe(Connection connection, IReadOnlyList<string> names, Action? answer = null)
    {
        lock (Gate)
        {
            if (connection.HasLeft) return;
            var removed = new List<string>();
            foreach (var name in names)
            {
                if (!_topics.TryGetValue(name, out var topic) || !connection.Drop(topic)) continue;
                Leave(topic, connection);
                topic.Wanted = topic.Subscribers.Count > 0;
                removed.Add(name);
            }

            answer?.Invoke();
            if (removed.Count == 0) return;
            ledger.WriteEvent("unsubscribe", time.GetUtcNow(), $"\"conn\":{connection.Index},\"streams\":{Json.List(removed)}");
        }
    }

    public IReadOnlyList<string> ListSubscriptions(Connection connection)
    {
        lock (Gate) return [.. connection.Topics.Select(topic => topic.Name)];
    }

    /// <summary>Ends the connection's part in the market: it gets nothing more, and what it still owed is missed. Comes before its client can know of the
    /// end.</summary>
    public void Leave(Connection connection)
    {
        lock (Gate)
        {
            if (connection.HasLeft) return;
            foreach (var topic in connection.Topics) Leave(topic, connection);
            connection.GiveUp();
        }
    }

    /// <summary>Takes out a connection that has ended.</summary>
    public void Detach(Connection connection, string fields)
    {
        lock (Gate)
        {
            Leave(connection);
            _connections.Remove(connection.Index);
            ledger.WriteEvent("close", time.GetUtcNow(), fields);
        }
    }

    public bool IsCovered(IEnumerable<string> symbols) => symbols.All(symbol => _symbols.GetValueOrDefault(symbol) > 0);

    /// <summary>Hands a frame to its subscribers, or notes that nobody was there. Under the lock.</summary>
    public void Publish(in Frame frame)
    {
        var topic = frame.Topic;
        foreach (var subscriber in topic.Subscribers) subscriber.Offer(frame);
        if (topic.Subscribers.Count > 0 || !topic.Wanted) return;
        tally.Add(LedgerState.Missed);
        ledger.WriteMissed(frame, time.GetUtcNow());
    }

    /// <summary>Notes that a market begins. Under the lock.</summary>
    public void Begin(IEnumerable<string> symbols, IEnumerable<string> files)
    {
        var now = time.GetUtcNow();
        var names = Json.List(files.Select(file => Path.GetFileName(file)));
        ledger.WriteEvent("begin", now, $"\"symbols\":{Json.List(symbols)},\"files\":{names}");
        if (Begun is not null) return;
        Begun = now;
        OnBegin?.Invoke();
    }

    /// <summary>The next handshakes are refused, or all of a while.</summary>
    public void Refuse(SimulatorFault fault)
    {
        lock (Gate)
        {
            if (fault.Action == SimulatorFaultAction.Ban)
            {
                _bannedUntil = time.GetUtcNow() + fault.Duration;
                return;
            }

            for (var i = 0; i < fault.Times; i++) _refusals.Enqueue(fault.Code);
        }
    }

    /// <summary>Notes that a scripted fault happens.</summary>
    public void Note(SimulatorFault fault, int? connection) =>
        ledger.WriteEvent("fault", time.GetUtcNow(), $"\"conn\":{connection?.ToString() ?? "null"},\"do\":{JsonSerializer.Serialize(fault.Text)}");

    /// <summary>What to refuse this handshake with, or null.</summary>
    public Refusal? TakeRefusal()
    {
        lock (Gate)
        {
            var banned = _bannedUntil - time.GetUtcNow();
            if (banned > TimeSpan.Zero) return new Refusal(429, banned);
            return _refusals.TryDequeue(out var status) ? new Refusal(status, TimeSpan.FromSeconds(1)) : null;
        }
    }

    private void Leave(Topic topic, Connection connection)
    {
        topic.Subscribers.Remove(connection);
        _symbols[topic.Symbol]--;
    }
}
