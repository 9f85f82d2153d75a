namespace OrleansTicks.Simulator;

/// <summary>One connection of the data socket: logged in by a key, a snapshot of each topic first, then what changes.</summary>
/// <param name="wire">Knows instruments and keys.</param>
/// <param name="connection">The connection.</param>
internal sealed class FyersSession(FyersWire wire, Connection connection) : IWireSession
{
    private const int MostTopics = 5000;
    private const int MostStacked = 16;
    private const uint AckCount = 50;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, FyersTopic> _topics = [];
    private readonly Utf8Text _message = new(2048);
    private bool _welcome;
    private ulong _lite;
    private ushort _lastId;
    private uint _number;

    public Opcode DataOpcode => Opcode.Binary;

    public void Opened()
    {
    }

    public bool Stacks(in Frame last, in Frame next, int count) => count < MostStacked;

    public ReadOnlySpan<byte> Encode(ReadOnlySpan<Frame> frames)
    {
        FyersFrames.Begin(_message, ++_number);
        var items = 0;
        lock (_gate)
        {
            foreach (ref readonly var frame in frames)
            {
                if (!_topics.TryGetValue(frame.Topic.Name, out var topic)) continue;     // given up in this very moment
                Append(frame.Topic.Name, topic, frame.Payload(combined: true));
                items++;
            }
        }

        FyersFrames.End(_message, items);
        return _message.Span;
    }

    public void Handle(ClientMessage message)
    {
        if (message.Opcode == Opcode.Text) return;           // some clients send the text "ping"
        if (FyersRequest.Read(message.Payload.Span) is { } request) Handle(request);
        else connection.Close(new CloseRequest(1002, "server", "no request"));
    }

    private void Handle(FyersRequest request)
    {
        switch (request.Type)
        {
            case FyersFrames.Login:
                _welcome = wire.Accepts(request.Text(1));
                connection.Answer(FyersFrames.LoginResult(_welcome, AckCount));
                break;
            case FyersFrames.Acknowledge:
                connection.Hub.Ledger.WriteEvent("ack", connection.Hub.Time.GetUtcNow(), $"\"conn\":{connection.Index},\"number\":{request.Number(1)}");
                break;
            case FyersFrames.Subscribe or FyersFrames.Unsubscribe or FyersFrames.Pause or FyersFrames.Resume or FyersFrames.Mode when !_welcome:
                connection.Answer(FyersFrames.Result(request.Type, ok: false));
                break;
            case FyersFrames.Subscribe:
                Subscribe(request);
                break;
            case FyersFrames.Unsubscribe:
                Unsubscribe(request);
                break;
            case FyersFrames.Pause or FyersFrames.Resume:
                Move(request);
                break;
            case FyersFrames.Mode:
                lock (_gate) _lite = request.Text(2) == "L" ? _lite | request.Number(1) : _lite & ~request.Number(1);
                connection.Answer(FyersFrames.Result(request.Type, ok: true));
                break;
        }
    }

    private void Subscribe(FyersRequest request)
    {
        if (request.Topics() is not { } names)
        {
            connection.Answer(FyersFrames.Result(request.Type, ok: false));
            return;
        }

        lock (_gate)
        {
            var added = names.Where(name => !_topics.ContainsKey(name)).Distinct(StringComparer.Ordinal).ToList();
            if (_topics.Count + added.Count > MostTopics)
            {
                connection.Answer(FyersFrames.Result(request.Type, ok: false));
                return;
            }

            foreach (var name in added) _topics.Add(name, new FyersTopic((int)request.Number(2)));
        }

        connection.Hub.Subscribe(connection, names, () => connection.Answer(FyersFrames.Result(request.Type, ok: true)));
    }

    private void Unsubscribe(FyersRequest request)
    {
        var names = request.Topics() ?? [];
        connection.Hub.Unsubscribe(connection, names, () => connection.Answer(FyersFrames.Result(request.Type, names.Count > 0)));
        lock (_gate)
        {
            foreach (var name in names) _topics.Remove(name);            // subscribed again, it has a new number and a new snapshot
        }
    }

    /// <summary>Pauses or resumes channels: their topics stay known, with their numbers.</summary>
    private void Move(FyersRequest request)
    {
        List<string> names;
        lock (_gate) names = [.. _topics.Where(pair => (request.Number(1) & Bit(pair.Value.Channel)) != 0).Select(pair => pair.Key)];
        void Answer() => connection.Answer(FyersFrames.Result(request.Type, ok: true));
        if (request.Type == FyersFrames.Pause) connection.Hub.Unsubscribe(connection, names, Answer);
        else connection.Hub.Subscribe(connection, names, Answer);
    }

    private void Append(string name, FyersTopic topic, ReadOnlySpan<byte> fields)
    {
        if (topic.Last is null)
        {
            topic.Id = ++_lastId;
            topic.Last = fields.ToArray();
            var instrument = wire.InstrumentOf(name)!;
            FyersFrames.AppendSnapshot(_message, topic.Id, name, fields, 1, 2, (instrument.Segment, instrument.Token, instrument.Display));
            return;
        }

        // Depth has no last price, so that lite leaves it as it is.
        if ((_lite & Bit(topic.Channel)) != 0 && !name.StartsWith("dp|", StringComparison.Ordinal)) FyersFrames.AppendLite(_message, topic.Id, fields);
        else
        {
            FyersFrames.AppendUpdate(_message, topic.Id, topic.Last, fields);
            fields.CopyTo(topic.Last);
        }
    }

    private static ulong Bit(int channel) => 1UL << (channel & 63);
}
