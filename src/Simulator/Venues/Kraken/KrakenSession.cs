using System.Text.Json;

namespace OrleansTicks.Simulator;

/// <summary>One connection of Kraken.</summary>
/// <param name="wire">Knows the symbols.</param>
/// <param name="connection">The connection.</param>
internal sealed class KrakenSession(KrakenWire wire, Connection connection) : IWireSession
{
    private const int MostStacked = 50;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly Utf8Text _message = new(1024);
    private volatile int _subscribed;
    private volatile bool _busy;
    private ITimer? _heartbeat;

    public void Opened()
    {
        connection.Answer(
            $$"""{"channel":"status","type":"update","data":[{"version":"2.0.0","system":"online","api_version":"v2","connection_id":{{ulong.MaxValue - (ulong)connection.Index}}}]}""");
        _heartbeat = connection.Hub.Time.CreateTimer(_ => Beat(), null, Second, Second);
    }

    /// <summary>Trades of one symbol may share a message; everything else comes alone.</summary>
    public bool Stacks(in Frame last, in Frame next, int count) => count < MostStacked && last.Topic == next.Topic && last.Topic.Kind == TopicKind.Trade;

    public ReadOnlySpan<byte> Encode(ReadOnlySpan<Frame> frames)
    {
        _busy = true;
        var whole = frames[0].Payload(combined: true);
        if (frames.Length == 1) return whole;
        _message.Clear();
        whole.Overlaps(frames[0].Payload(combined: false), out var head);
        _message.Append(whole[..head]);
        for (var i = 0; i < frames.Length; i++)
        {
            if (i > 0) _message.Append((byte)',');
            _message.Append(frames[i].Payload(combined: false));
        }

        return _message.Append("]}"u8).Span;
    }

    public void Handle(ClientMessage message)
    {
        try
        {
            using var document = JsonDocument.Parse(message.Payload);
            Handle(document.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            connection.Answer($$"""{"error":"Malformed request","success":false,{{Times()}}}""");
        }
    }

    public void Dispose() => _heartbeat?.Dispose();

    private void Handle(JsonElement root)
    {
        var id = root.TryGetProperty("req_id", out var given) ? $",\"req_id\":{given.GetRawText()}" : "";
        var method = root.GetProperty("method").GetString()!;
        if (method == "ping")
        {
            connection.Answer($$"""{"method":"pong"{{id}},{{Times()}}}""");
            return;
        }

        if (method is not ("subscribe" or "unsubscribe"))
        {
            connection.Answer($$"""{"error":"Unsupported method","method":{{Json.Text(method)}},"success":false,{{Times()}}{{id}}}""");
            return;
        }

        var parameters = root.GetProperty("params");
        var channel = parameters.GetProperty("channel").GetString()!;
        var depth = parameters.TryGetProperty("depth", out var wanted) ? wanted.GetInt32() : 10;
        var snapshot = !parameters.TryGetProperty("snapshot", out var asked) || asked.GetBoolean();
        foreach (var symbol in parameters.GetProperty("symbol").EnumerateArray().Select(element => element.GetString()!))
            Handle(method, channel, symbol, depth, snapshot, id);
    }

    private void Handle(string method, string channel, string symbol, int depth, bool snapshot, string id)
    {
        var wrong = channel is not ("ticker" or "trade" or "book") ? $"Channel not supported {channel}"
            : !wire.Knows(symbol) ? $"Currency pair not supported {symbol}"
            : channel == "book" && depth is not (10 or 25 or 100 or 500 or 1000) ? $"Depth not supported {depth}" : null;
        if (wrong is not null)
        {
            connection.Answer($$"""{"error":{{Json.Text(wrong)}},"method":"{{method}}","success":false,"symbol":{{Json.Text(symbol)}},{{Times()}}{{id}}}""");
            return;
        }

        var further = channel switch { "book" => $",\"depth\":{depth}", "ticker" => ",\"event_trigger\":\"trades\"", _ => "" };
        void Answer() => connection.Answer(
            $$"""{"method":"{{method}}","result":{"channel":"{{channel}}"{{further}},"snapshot":{{(snapshot ? "true" : "false")}},"symbol":{{Json.Text(symbol)}}},"success":true,{{Times()}}{{id}}}""");
        string[] names = [channel == "book" ? $"{symbol}@book{depth}" : $"{symbol}@{channel}"];
        if (method == "subscribe") connection.Hub.Subscribe(connection, names, Answer);
        else connection.Hub.Unsubscribe(connection, names, Answer);
        _subscribed = connection.Hub.ListSubscriptions(connection).Count;
    }

    /// <summary>A second without anything else.</summary>
    private void Beat()
    {
        if (!_busy && _subscribed > 0 && !connection.Muted) connection.Answer("""{"channel":"heartbeat"}""");
        _busy = false;
    }

    private string Times()
    {
        var now = KrakenFrames.Stamp(connection.Hub.Time.GetUtcNow());
        return $"\"time_in\":\"{now}\",\"time_out\":\"{now}\"";
    }
}
