using System.Text;

namespace OrleansTicks.Simulator;

/// <summary>The reading half: control requests, pings and pongs, and the timers that belong to them.</summary>
internal sealed partial class Connection
{
    private readonly Queue<(string Payload, long Sent)> _pings = [];

    private async Task ReadAsync()
    {
        var rate = new MessageRate(_hub.Time);
        try
        {
            while (await _reader.ReadAsync(CancellationToken.None) is { } message)
            {
                if (message.Opcode == Opcode.Close)
                {
                    var code = message.Payload.Length >= 2 ? (ushort)((message.Payload.Span[0] << 8) | message.Payload.Span[1]) : (ushort)0;
                    Close(new CloseRequest(code, "client", "the client closed"));
                    return;
                }

                if (Volatile.Read(ref _close) is not null) continue;     // all that matters now is its close frame
                if (!rate.Allows()) Close(new CloseRequest(1008, "server", "too many requests"));
                else Handle(message);
            }

            if (Volatile.Read(ref _close) is null) Lose();
        }
        catch (ProtocolException fault)
        {
            Close(new CloseRequest(fault.Code, "server", fault.Message));
        }
    }

    private void Handle(ClientMessage message)
    {
        switch (message.Opcode)
        {
            case Opcode.Ping:
                Say(Opcode.Pong, message.Payload.ToArray());
                break;
            case Opcode.Pong:
                Pong(Encoding.UTF8.GetString(message.Payload.Span));
                break;
            case Opcode.Text:
                Control(ControlRequest.Read(message.Payload));
                break;
            default:
                Close(new CloseRequest(1003, "server", "text messages only"));
                break;
        }
    }

    private void Control(ControlRequest request)
    {
        var done = ControlRequest.Answer("null", request.Id);
        switch (request.Method)
        {
            case ControlMethod.Subscribe:
                if (!_hub.Subscribe(this, request.Streams, done))
                    Answer(ControlRequest.Refusal(2, $"Invalid request: a connection carries at most {Handshake.MaxStreams} streams", request.Id));
                break;
            case ControlMethod.Unsubscribe:
                _hub.Unsubscribe(this, request.Streams, done);
                break;
            case ControlMethod.ListSubscriptions:
                Answer(ControlRequest.Answer(ControlRequest.List(_hub.ListSubscriptions(this)), request.Id));
                break;
            case ControlMethod.SetCombined:
                _combined = request.Value;
                Answer(done);
                break;
            case ControlMethod.GetCombined:
                Answer(ControlRequest.Answer(_combined ? "true" : "false", request.Id));
                break;
            default:
                Answer(request.Error!);
                break;
        }
    }

    private CompositeTimer StartTimers()
    {
        var notice = _options.Lifetime - _options.ShutdownNotice;
        return new CompositeTimer(
            _hub.Time.CreateTimer(_ => Ping(), null, _options.PingInterval, _options.PingInterval),
            _hub.Time.CreateTimer(_ => CheckPongs(), null, _options.PongTimeout / 12, _options.PongTimeout / 12),
            _hub.Time.CreateTimer(_ => Announce(), null, notice < TimeSpan.Zero ? TimeSpan.Zero : notice, Timeout.InfiniteTimeSpan),
            _hub.Time.CreateTimer(_ => Close(new CloseRequest(1001, "server", "24 hours are over")), null, _options.Lifetime, Timeout.InfiniteTimeSpan));
    }

    private void Ping()
    {
        var payload = _hub.Time.GetUtcNow().ToUnixTimeMilliseconds().ToString();
        lock (_gate) _pings.Enqueue((payload, _hub.Time.GetTimestamp()));
        Say(Opcode.Ping, Encoding.ASCII.GetBytes(payload));
    }

    /// <summary>An answer settles its ping and those before; one that nobody asked for settles nothing.</summary>
    private void Pong(string payload)
    {
        lock (_gate)
        {
            if (_pings.All(ping => ping.Payload != payload)) return;
            while (_pings.Dequeue().Payload != payload) continue;
        }

        // Who answers reads: so the ledger shows which connections were read when.
        _hub.Ledger.WriteEvent("pong", _hub.Time.GetUtcNow(), $"\"conn\":{Index}");
    }

    private void CheckPongs()
    {
        lock (_gate)
        {
            if (!_pings.TryPeek(out var oldest) || _hub.Time.GetElapsedTime(oldest.Sent) < _options.PongTimeout) return;
        }

        Close(new CloseRequest(1008, "server", "no pong"));
    }

    private void Announce()
    {
        var message = $$"""{"e":"serverShutdown","E":{{_hub.Time.GetUtcNow().ToUnixTimeMilliseconds()}}}""";
        Answer(_combined ? $$"""{"stream":"!serverShutdown","data":{{message}}}""" : message);
    }
}
