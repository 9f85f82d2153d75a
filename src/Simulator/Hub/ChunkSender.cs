using System.Net.Sockets;

namespace OrleansTicks.Simulator;

/// <summary>Hands a chunk to the kernel and knows to the frame how much of it the kernel took, also when the connection dies in the middle.</summary>
/// <remarks>
/// This is why the server holds sockets and no pipe of a web server: the ledger's <c>sent</c> must be true. Sending without waiting tells how many bytes
/// were taken; where the kernel is full, only the rest of the frame in progress is awaited, so that a failure leaves no frame in doubt.
/// </remarks>
internal sealed class ChunkSender(Socket socket, Action<LedgerEntry[], int, int> record)
{
    private LedgerEntry[] _entries = new LedgerEntry[16];

    /// <summary>False when the connection is gone; entries that had not left are then recorded as missed.</summary>
    public async ValueTask<bool> SendAsync(Chunk chunk)
    {
        var count = chunk.Entries.Length;
        if (_entries.Length < count) _entries = new LedgerEntry[Math.Max(count, _entries.Length * 2)];
        chunk.Entries.CopyTo(_entries);
        var (sent, recorded) = (0, 0);
        try
        {
            while (sent < chunk.Length)
            {
                var taken = socket.Send(chunk.Bytes.Span[sent..], SocketFlags.None, out var error);
                if (error == SocketError.Success)
                {
                    sent += taken;
                    continue;
                }

                if (error is not (SocketError.WouldBlock or SocketError.IOPending)) break;
                recorded = Record(recorded, count, sent);
                var end = recorded < count ? _entries[recorded].End : chunk.Length;
                while (sent < end) sent += await socket.SendAsync(chunk.Bytes[sent..end], SocketFlags.None);
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // Gone; what was not taken is recorded below.
        }

        recorded = Record(recorded, count, sent);
        if (sent == chunk.Length) return true;
        var rest = 0;
        for (var i = recorded; i < count; i++)
        {
            if (_entries[i].State != LedgerState.Fault) _entries[rest++] = _entries[i] with { State = LedgerState.Missed, Number = -1 };
        }

        if (rest > 0) record(_entries, 0, rest);
        return false;
    }

    private int Record(int from, int count, int sent)
    {
        var to = from;
        while (to < count && _entries[to].End <= sent) to++;
        if (to > from) record(_entries, from, to - from);
        return to;
    }
}
