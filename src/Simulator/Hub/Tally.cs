namespace OrleansTicks.Simulator;

/// <summary>Counts of the whole server; written from many threads.</summary>
internal sealed class Tally
{
    private long _accepted;
    private long _refused;
    private long _sent;
    private long _missed;
    private long _faults;

    public long Accepted => Interlocked.Read(ref _accepted);

    public long Refused => Interlocked.Read(ref _refused);

    public long Sent => Interlocked.Read(ref _sent);

    public long Missed => Interlocked.Read(ref _missed);

    public long Faults => Interlocked.Read(ref _faults);

    public void Accept() => Interlocked.Increment(ref _accepted);

    public void Refuse() => Interlocked.Increment(ref _refused);

    public void Add(LedgerState state, long count = 1) =>
        Interlocked.Add(ref state == LedgerState.Sent ? ref _sent : ref state == LedgerState.Missed ? ref _missed : ref _faults, count);
}
