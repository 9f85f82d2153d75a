namespace OrleansTicks.Simulator;

/// <summary>DhanHQ's live market feed, version 2: JSON text in, little-endian packets out, a ping every 10 s, five connections a client.</summary>
internal sealed class DhanWire : IVenueWire
{
    private const int MostConnections = 5;
    private readonly SimulatorOptions _options;
    private readonly Dictionary<DhanKey, string> _names = [];
    private readonly Dictionary<string, List<DhanSession>> _clients = [];
    private readonly Lock _gate = new();

    public DhanWire(SimulatorOptions options)
    {
        _options = options;
        foreach (var (name, address) in options.Symbols.Select(Split))
        {
            if (DhanKey.TryRead(address, out var key)) _names[key] = name;
        }
    }

    public WireTimes Times { get; } = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(40), AnyWord: true, null);

    /// <summary>What is wrong with a symbol of the options; null when it is well.</summary>
    public static string? Problem(string symbol) =>
        DhanKey.TryRead(Split(symbol).Address, out _) ? null : $"symbol '{symbol}' must be SEGMENT:ID or NAME=SEGMENT:ID, for example HDFCBANK=NSE_EQ:1333";

    public Topic MakeTopic(string name)
    {
        var at = name.IndexOf('@', StringComparison.Ordinal);
        var address = name[..at];
        var symbol = DhanKey.TryRead(address, out var key) && _names.TryGetValue(key, out var given) ? given : address;
        return new Topic(name, symbol, TopicKind.Other, name[(at + 1)..]);
    }

    public Handshake Accept(HttpHead head)
    {
        if (Handshake.Check(head, head.Path == "/" ? null : "the feed is at /") is { } refusal) return refusal;
        if (head.Value("version") != "2" || head.Value("authType") != "2") return Handshake.Refuse(400, head.Path, "version=2 and authType=2 are needed");
        var client = head.Value("clientId");
        var reason = Judge(head.Value("token"), client);
        return reason != 0 && _options.RefuseBy == SimulatorRefusal.Status
            ? Handshake.Refuse(401, head.Path, "the access token is missing, expired or not accepted")
            : Handshake.Welcome(head, connection => new DhanSession(this, connection, client, reason));
    }

    public ITickMaker MakeUp(long firstId, Func<string, Topic> topicOf) => new DhanMaker(_names, _options.Seed, topicOf);

    /// <summary>A client has one connection more: where that is too many, its oldest one must go.</summary>
    public void Enter(DhanSession session)
    {
        DhanSession? oldest = null;
        lock (_gate)
        {
            if (!_clients.TryGetValue(session.Client, out var sessions)) _clients.Add(session.Client, sessions = []);
            sessions.Add(session);
            if (sessions.Count > MostConnections)
            {
                oldest = sessions[0];
                sessions.RemoveAt(0);
            }
        }

        oldest?.Disconnect(DhanReason.TooManyConnections);
    }

    public void Leave(DhanSession session)
    {
        lock (_gate)
        {
            if (!_clients.TryGetValue(session.Client, out var sessions)) return;
            sessions.Remove(session);
            if (sessions.Count == 0) _clients.Remove(session.Client);
        }
    }

    private static (string Name, string Address) Split(string symbol)
    {
        var equals = symbol.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (symbol, symbol) : (symbol[..equals], symbol[(equals + 1)..]);
    }

    private ushort Judge(string token, string client)
    {
        if (token.Length == 0 || client.Length == 0) return DhanReason.AuthenticationFailed;
        if (_options.Token is { } accepted && token == accepted) return 0;
        if (token.StartsWith("expired", StringComparison.OrdinalIgnoreCase)) return DhanReason.TokenExpired;
        return _options.Token is null ? (ushort)0 : DhanReason.AuthenticationFailed;
    }
}
