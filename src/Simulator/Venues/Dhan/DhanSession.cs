namespace OrleansTicks.Simulator;

/// <summary>One connection of Dhan. Subscriptions are not answered: their data is the answer.</summary>
/// <param name="wire">Counts connections.</param>
/// <param name="connection">The connection.</param>
/// <param name="client">The client id it gave.</param>
/// <param name="refused">Why it is to be disconnected at once; 0 = it is welcome.</param>
internal sealed class DhanSession(DhanWire wire, Connection connection, string client, ushort refused) : IWireSession
{
    private const int MostInstruments = 5000;
    private const int MostStacked = 16;
    private readonly Dictionary<DhanKey, int> _modes = [];   // used by the reader alone
    private readonly Utf8Text _message = new(1024);

    public string Client => client;

    public Opcode DataOpcode => Opcode.Binary;

    public void Opened()
    {
        if (refused != 0) Disconnect(refused);
        else wire.Enter(this);
    }

    public bool Stacks(in Frame last, in Frame next, int count) => count < MostStacked;

    public ReadOnlySpan<byte> Encode(ReadOnlySpan<Frame> frames)
    {
        if (frames.Length == 1) return frames[0].Payload(combined: true);
        _message.Clear();
        foreach (ref readonly var frame in frames) _message.Append(frame.Payload(combined: true));
        return _message.Span;
    }

    public void Handle(ClientMessage message)
    {
        if (message.Opcode != Opcode.Text)
        {
            Disconnect(DhanReason.InvalidRequest);
            return;
        }

        var request = DhanRequest.Read(message.Payload);
        if (request.Error != 0) Disconnect(request.Error);
        else if (request.Code == 12) connection.Close(new CloseRequest(1000, "client", "the client asked for it"));
        else if (request.Subscribes) Subscribe(request);
        else Unsubscribe(request);
    }

    /// <summary>Says why, and closes.</summary>
    public void Disconnect(ushort reason)
    {
        connection.Answer(DhanPackets.Disconnect(reason));
        connection.Close(new CloseRequest(1000, "server", $"disconnected with {reason}"));
    }

    public void Dispose() => wire.Leave(this);

    private void Subscribe(DhanRequest request)
    {
        foreach (var key in request.Instruments) _modes[key] = _modes.GetValueOrDefault(key) | Bit(request.Mode);
        if (_modes.Count > MostInstruments) Disconnect(DhanReason.TooManyInstruments);
        else connection.Hub.Subscribe(connection, Names(request));
    }

    private void Unsubscribe(DhanRequest request)
    {
        foreach (var key in request.Instruments)
        {
            var left = _modes.GetValueOrDefault(key) & ~Bit(request.Mode);
            if (left == 0) _modes.Remove(key);
            else _modes[key] = left;
        }

        connection.Hub.Unsubscribe(connection, Names(request));
    }

    private static List<string> Names(DhanRequest request) => [.. request.Instruments.Select(key => $"{key}@{request.Mode}")];

    private static int Bit(string mode) => mode switch { "ticker" => 1, "quote" => 2, _ => 4 };
}
