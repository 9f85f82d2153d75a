namespace OrleansTicks.Simulator;

/// <summary>Writes what was sent, one JSON object a line, behind the senders' backs: they fill one buffer while a thread of its own writes the other.</summary>
/// <remarks>Loses nothing: where the disk is slower than the market, senders wait. What is written here is with the operating system within 100 ms.</remarks>
internal sealed class Ledger : IDisposable
{
    private const int Most = 8 << 20;
    private const int Plenty = 1 << 20;
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(20);
    private readonly object _gate = new();
    private readonly FileStream? _file;
    private readonly Thread? _thread;
    private Utf8Text _filling = new(1 << 16);
    private Utf8Text _writing = new(1 << 16);
    private long _put;
    private long _written;
    private int _hurrying;
    private bool _idle;
    private bool _closed;
    private Exception? _fault;

    /// <param name="path">The file, overwritten; null = keep no ledger.</param>
    /// <exception cref="SimulatorException">The file cannot be written.</exception>
    public Ledger(string? path)
    {
        if (path is null) return;
        try
        {
            _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new SimulatorException($"the ledger {path} cannot be written: {fault.Message}", fault);
        }

        _thread = new Thread(Run) { IsBackground = true, Name = "ledger" };
        _thread.Start();
    }

    /// <summary>Why the disk refused, or null.</summary>
    public Exception? Fault
    {
        get
        {
            lock (_gate) return _fault;
        }
    }

    /// <summary>Writes the entries of a connection, in order.</summary>
    public void Write(int connection, ReadOnlySpan<LedgerEntry> entries, DateTimeOffset at)
    {
        if (_file is null || entries.IsEmpty) return;
        var nanoseconds = Nanoseconds(at);
        lock (_gate)
        {
            if (!HasRoom()) return;
            foreach (ref readonly var entry in entries)
            {
                _filling.Append("{\"conn\":"u8).Append(connection);
                Line(entry, nanoseconds);
            }

            Nudge();
        }
    }

    /// <summary>Writes a frame that passed while nobody was subscribed.</summary>
    public void WriteMissed(in Frame frame, DateTimeOffset at)
    {
        if (_file is null) return;
        lock (_gate)
        {
            if (!HasRoom()) return;
            _filling.Append("{\"conn\":null"u8);
            Line(new LedgerEntry(frame, LedgerState.Missed, -1, 0), Nanoseconds(at));
            Nudge();
        }
    }

    /// <summary>Writes a control line; <paramref name="fields"/> are further members, ready as JSON.</summary>
    public void WriteEvent(string name, DateTimeOffset at, string fields)
    {
        if (_file is null) return;
        lock (_gate)
        {
            if (!HasRoom()) return;
            _filling.Append("{\"event\":\""u8).Append(name).Append("\",\"at_ns\":"u8).Append(Nanoseconds(at));
            if (fields.Length > 0) _filling.Append((byte)',').Append(fields);
            _filling.Append("}\n"u8);
            _put++;
            Nudge();
        }
    }

    /// <summary>Waits until everything put in before is with the operating system.</summary>
    /// <exception cref="SimulatorException">The disk refused.</exception>
    public void Flush()
    {
        lock (_gate)
        {
            var until = _put;
            _hurrying++;
            Monitor.PulseAll(_gate);
            while (_file is not null && _written < until && _fault is null) Monitor.Wait(_gate);
            _hurrying--;
            if (_fault is not null) throw new SimulatorException($"the ledger could not be written: {_fault.Message}", _fault);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed) return;
            _closed = true;
            Monitor.PulseAll(_gate);
        }

        _thread?.Join();
        _file?.Dispose();
    }

    private static long Nanoseconds(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * TimeSpan.NanosecondsPerTick;

    private void Line(in LedgerEntry entry, long nanoseconds)
    {
        _put++;
        if (entry.Number >= 0) _filling.Append(",\"frame\":"u8).Append(entry.Number);
        else _filling.Append(",\"frame\":null"u8);
        _filling.Append(",\"at_ns\":"u8).Append(nanoseconds).Append(",\"state\":\""u8).Append(LedgerWords.Of(entry.State))
            .Append("\",\"seq\":"u8).Append(entry.Frame.Seq).Append((byte)',');
        if (entry.Garbage) _filling.Append("\"symbol\":\""u8).Append(entry.Frame.Topic.Symbol).Append("\",\"kind\":\"garbage\",\"id\":null"u8);
        else _filling.Append(entry.Frame.Note);
        _filling.Append("}\n"u8);
    }

    /// <summary>Waits for the disk; false when the ledger is over or broken. Of a broken one <see cref="Fault"/> tells, and the market goes on.</summary>
    private bool HasRoom()
    {
        while (_filling.Length > Most && _fault is null && !_closed) Monitor.Wait(_gate);
        return _fault is null && !_closed;
    }

    private void Nudge()
    {
        if (_idle || _filling.Length > Plenty) Monitor.PulseAll(_gate);
    }

    private void Run()
    {
        while (true)
        {
            lock (_gate)
            {
                _idle = true;
                while (_filling.Length == 0 && !_closed) Monitor.Wait(_gate);
                _idle = false;
                if (_filling.Length == 0) return;
                (_filling, _writing) = (_writing, _filling);
                Monitor.PulseAll(_gate);
            }

            long lines;
            try
            {
                _file!.Write(_writing.Span);
                lines = _writing.Span.Count((byte)'\n');
            }
            catch (IOException fault)
            {
                lock (_gate)
                {
                    _fault = fault;
                    Monitor.PulseAll(_gate);
                }

                return;
            }

            _writing.Clear();
            lock (_gate)
            {
                _written += lines;
                Monitor.PulseAll(_gate);
                // Gathers a little: a write per frame would cost more than the frame.
                if (_hurrying == 0 && _filling.Length < Plenty && !_closed) Monitor.Wait(_gate, Rest);
            }
        }
    }
}
