using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace OrleansTicks.Simulator;

/// <summary>The writing half: control answers first, then data, many frames in one send, and the scripted faults at their frames.</summary>
internal sealed partial class Connection
{
    private async Task PumpAsync()
    {
        while (!_gone)
        {
            Gather();
            if (!ApplyFaults()) return;
            var close = Volatile.Read(ref _close);
            if (close is null) Fill();
            else
            {
                _hub.Leave(this);
                lock (_gate) GatherControl();                // what was said before the close, and after the gathering above
                AddClose(close);
            }

            if (!_chunk.IsEmpty)
            {
                if (!await _sender.SendAsync(_chunk)) return;
                _chunk.Clear();
                if (close is not null) return;
                continue;
            }

            if (PullMore()) continue;
            _chunk.Release();
            await _signal.WaitAsync();
        }
    }

    private bool PullMore()
    {
        if (Muted) return false;
        var most = (int)Math.Clamp(_faults.NextFrame - _frames, 1, PulledAtOnce);    // not beyond a fault: what a cut leaves behind has passed
        lock (_hub.Gate) return _hub.Market?.Pull(this, most) ?? false;
    }

    private void Gather()
    {
        lock (_gate)
        {
            GatherControl();
            if (_next < _work.Count) return;
            _work.Clear();
            _next = 0;
            (_work, _incoming) = (_incoming, _work);
            _backlog = 0;
        }
    }

    private void GatherControl()
    {
        foreach (var (opcode, payload) in _control) _chunk.AddMessage(opcode, payload);
        _control.Clear();
    }

    /// <summary>Plays what is due now; false when the connection is cut.</summary>
    private bool ApplyFaults()
    {
        while (TryTakeFault(out var fault))
        {
            _hub.Note(fault, Index);
            if (_faults.Arm(fault.Action)) continue;
            switch (fault.Action)
            {
                case SimulatorFaultAction.Refuse or SimulatorFaultAction.Ban:
                    _hub.Refuse(fault);
                    break;
                case SimulatorFaultAction.Mute:
                    Volatile.Write(ref _mutedUntil, (_hub.Time.GetUtcNow() + fault.Duration).UtcTicks);
                    _muteTimer?.Dispose();
                    _muteTimer = _hub.Time.CreateTimer(_ => _signal.Set(), null, fault.Duration, Timeout.InfiniteTimeSpan);
                    break;
                case SimulatorFaultAction.Close when fault.Code is not (1005 or 1006 or 1015):
                    Close(new CloseRequest((ushort)fault.Code, "fault", fault.Action.ToString()));
                    break;
                default:                                     // a cut, and the codes that never travel: they name a connection that ended without a close frame
                    Cut();
                    return false;
            }
        }

        return true;
    }

    private bool TryTakeFault(out SimulatorFault fault)
    {
        lock (_gate)
        {
            if (_posted.TryDequeue(out fault!)) return true;
        }

        return _faults.TryTake(_frames, out fault);
    }

    /// <summary>Resets: no close frame, and what the client has not read yet is lost to it.</summary>
    private void Cut()
    {
        lock (_gate) _close ??= new CloseRequest(0, "fault", "cut");
        _hub.Leave(this);
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        Lose();
    }

    /// <summary>Fills the chunk with data, up to its size or to the frame at which a fault is due.</summary>
    private void Fill()
    {
        var muted = Muted;
        var stop = _faults.NextFrame;
        while (_chunk.Length < ChunkSize && _frames < stop && _next < _work.Count)
        {
            var frame = _work[_next++];
            if (IsDropped(frame.Topic))
            {
                frame.Run?.End();
                continue;
            }

            if (muted)
            {
                Flush();
                _chunk.AddMissed(frame);
            }
            else if (_faults.Drop > 0)
            {
                _faults.Drop--;
                Flush();
                _session.Encode([frame]);                    // the venue has sent it: where messages are numbered, its number is used up
                _chunk.AddMissed(frame);
            }
            else if (_faults.Garbage > 0)
            {
                _faults.Garbage--;
                Flush();
                _chunk.AddGarbage(frame, _session.DataOpcode, _session.Encode([frame]), _frames++);
            }
            else if (_held is { } held)
            {
                _held = null;
                Send(frame with { Seq = held.Seq });         // the places are exchanged too: the ledger's order is the order of the wire
                Send(held with { Seq = frame.Seq });
            }
            else if (_faults.Swap > 0)
            {
                _faults.Swap--;
                _held = frame;
            }
            else Send(frame);
        }

        if (_held is { Run.Closed: true } last && _next == _work.Count)
        {
            _held = null;                                    // nothing comes that it could change places with
            Send(last);
        }

        Flush();
    }

    private void Send(in Frame frame)
    {
        if (_stack.Count > 0 && (_faults.Dup > 0 || !_session.Stacks(_stack[^1], frame, _stack.Count))) Flush();
        _stack.Add(frame);
        _frames++;
        if (_faults.Dup > 0) Flush();
    }

    /// <summary>Makes one message of the frames that go together.</summary>
    private void Flush()
    {
        if (_stack.Count == 0) return;
        var payload = _session.Encode(CollectionsMarshal.AsSpan(_stack));
        _chunk.AddMessage(_session.DataOpcode, payload);
        for (var i = 0; i < _stack.Count; i++) _chunk.AddFrame(_stack[i], LedgerState.Sent, _frames - _stack.Count + i);
        if (_faults.Dup > 0)
        {
            _faults.Dup--;
            _chunk.AddMessage(_session.DataOpcode, payload);         // the very bytes once more
            _chunk.AddFrame(_stack[^1], LedgerState.Fault, _frames++);
        }

        _stack.Clear();
    }

    private bool IsDropped(Topic topic)
    {
        lock (_gate) return _dropped.Count > 0 && _dropped.Contains(topic);
    }

    private void AddClose(CloseRequest close)
    {
        Span<byte> payload = stackalloc byte[125];
        var length = 0;
        if (close.Code != 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload, close.Code);
            length = 2 + (close.By == "client" ? 0 : Encoding.UTF8.GetBytes(close.Why, payload[2..]));
        }

        _chunk.AddMessage(Opcode.Close, payload[..length]);
    }

    /// <summary>Our close frame is out: the client's answer or end is awaited until the grace is over.</summary>
    private async Task FinishAsync(Task reading)
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            return;
        }

        await reading;
    }
}
