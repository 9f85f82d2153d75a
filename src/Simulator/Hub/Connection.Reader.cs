using System.Text;

namespace OrleansTicks.Simulator;

/// <summary>The reading half: control requests, pings and pongs, and the timers that belong to them.</summary>
internal sealed partial class Connection
{
    private readonly Queue<(string Payload, long Sent)> _pings = [];
    private long _heard;

    private async Task ReadAsync()
    {
        var rate = new MessageRate(_hub.Time, _messagesPerSecond);
        try
        {
            while (await _reader.ReadAsync(CancellationToken.None) is { } message)
            {
                Volatile.Write(ref _heard, _hub.Time.GetTimestamp());
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
            default:
                _session.Handle(message);
                break;
        }
    }

    private CompositeTimer StartTimers()
    {
        _heard = _hub.Time.GetTimestamp();
        var timers = new List<ITimer>();
        if (_times.Ping is { } ping) timers.Add(_hub.Time.CreateTimer(_ => Ping(), null, ping, ping));
        if (_times.Patience is { } patience) timers.Add(_hub.Time.CreateTimer(_ => CheckPatience(patience), null, patience / 12, patience / 12));
        if (_times.Lifetime is { } lifetime)
        {
            var notice = lifetime - _options.ShutdownNotice;
            timers.Add(_hub.Time.CreateTimer(_ => _session.Announce(), null, notice < TimeSpan.Zero ? TimeSpan.Zero : notice, Timeout.InfiniteTimeSpan));
            timers.Add(_hub.Time.CreateTimer(_ => Close(new CloseRequest(1001, "server", "24 hours are over")), null, lifetime, Timeout.InfiniteTimeSpan));
        }

        return new CompositeTimer([.. timers]);
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

    private void CheckPatience(TimeSpan patience)
    {
        lock (_gate)
        {
            var since = _times.AnyWord ? Volatile.Read(ref _heard) : _pings.TryPeek(out var oldest) ? oldest.Sent : _hub.Time.GetTimestamp();
            if (_hub.Time.GetElapsedTime(since) < patience) return;
        }

        Close(new CloseRequest(1008, "server", _times.AnyWord ? "silent for too long" : "no pong"));
    }
}
