namespace OrleansTicks.Simulator;

/// <summary>One connection of Binance: subscribed by its path or by messages, payloads bare or wrapped (<c>combined</c>).</summary>
internal sealed class BinanceSession(Connection connection, bool combined, IReadOnlyList<string> streams) : IWireSession
{
    private volatile bool _combined = combined;

    public void Opened() => connection.Hub.Subscribe(connection, streams);

    public ReadOnlySpan<byte> Encode(ReadOnlySpan<Frame> frames) => frames[0].Payload(_combined);

    public void Handle(ClientMessage message)
    {
        if (message.Opcode == Opcode.Text) Handle(BinanceRequest.Read(message.Payload));
        else connection.Close(new CloseRequest(1003, "server", "text messages only"));
    }

    public void Announce()
    {
        var message = $$"""{"e":"serverShutdown","E":{{connection.Hub.Time.GetUtcNow().ToUnixTimeMilliseconds()}}}""";
        connection.Answer(_combined ? $$"""{"stream":"!serverShutdown","data":{{message}}}""" : message);
    }

    private void Handle(BinanceRequest request)
    {
        var hub = connection.Hub;
        var done = BinanceRequest.Answer("null", request.Id);
        switch (request.Method)
        {
            case BinanceMethod.Subscribe:
                if (!hub.Subscribe(connection, request.Streams, () => connection.Answer(done)))
                    connection.Answer(BinanceRequest.Refusal(2, "Invalid request: a connection carries at most 1024 streams", request.Id));
                break;
            case BinanceMethod.Unsubscribe:
                hub.Unsubscribe(connection, request.Streams, () => connection.Answer(done));
                break;
            case BinanceMethod.ListSubscriptions:
                connection.Answer(BinanceRequest.Answer(Json.List(hub.ListSubscriptions(connection)), request.Id));
                break;
            case BinanceMethod.SetCombined:
                _combined = request.Value;
                connection.Answer(done);
                break;
            case BinanceMethod.GetCombined:
                connection.Answer(BinanceRequest.Answer(_combined ? "true" : "false", request.Id));
                break;
            default:
                connection.Answer(request.Error!);
                break;
        }
    }
}
