using Microsoft.Extensions.Logging;

namespace OrleansTicks.Core;

/// <summary>Reads what earlier runs left in a spool: every sound batch, in order, with a gap where damage took batches away.</summary>
/// <remarks>A torn end is what a crash leaves: it was never accepted, and goes without a word. Damage with sound records behind it is a loss, and is said.</remarks>
internal sealed partial class SpoolRecovery(Spool spool, Guid store, ILogger logger)
{
    /// <summary>Where each stream stood at the last sound record.</summary>
    private readonly Dictionary<int, BatchStream> _last = [];
    private bool _damaged;

    /// <summary>The files of earlier runs, oldest first.</summary>
    public IReadOnlyList<string> Files { get; } =
        [.. spool.Files.List().Where(name => name.EndsWith(Spool.Extension, StringComparison.Ordinal) && !spool.IsOwn(name))];

    /// <summary>The sound batches of one file. Enumerate the files in order, each to its end.</summary>
    public IEnumerable<TickBatch> Read(string name)
    {
        var bytes = spool.Files.ReadAll(name);
        if (bytes.Length < Spool.FileHeaderBytes || !bytes.AsSpan(0, 8).SequenceEqual(Spool.Magic))
        {
            if (bytes.Length >= Spool.FileHeaderBytes) Quarantine(name, 0);   // shorter: it died while being made
            yield break;
        }

        if (new Guid(bytes.AsSpan(8, 16)) != store)
        {
            LogForeign(name, new Guid(bytes.AsSpan(8, 16)));
            spool.Files.Rename(name, name + ".foreign");
            yield break;
        }

        var id = new Guid(bytes.AsSpan(24, 16));
        var at = Spool.FileHeaderBytes;
        var damagedHere = false;
        while (at < bytes.Length)
        {
            if (!TryReadRecord(bytes, at, out var batch, out var next))
            {
                var resumed = FindSound(bytes, at);
                if (resumed < 0) break;   // nothing sound behind it: a torn end, or the same to us
                if (!damagedHere) LogDamaged(name, at);
                damagedHere = _damaged = true;
                at = resumed;
                continue;
            }

            at = next;
            batch.Spool = id;
            batch.Recovered = true;
            AddGaps(batch);
            foreach (var stream in batch.Streams) _last[stream.Stream] = stream;
            if (batch.Sequence > 0) yield return batch;
        }

        if (damagedHere) spool.Files.Rename(name, name + ".damaged");
    }

    /// <summary>All of it is committed.</summary>
    public void Done(string name)
    {
        if (spool.Files.List().Contains(name, StringComparer.Ordinal)) spool.Files.Delete(name);
    }

    private static bool TryReadRecord(byte[] bytes, int at, out TickBatch batch, out int next)
    {
        batch = null!;
        next = at;
        if (bytes.Length - at < SpoolRecord.HeaderBytes) return false;
        var (length, crc) = SpoolRecord.ReadHeader(bytes.AsSpan(at));
        if (length <= 0 || length > bytes.Length - at - SpoolRecord.HeaderBytes) return false;
        var payload = bytes.AsSpan(at + SpoolRecord.HeaderBytes, length);
        if (!SpoolRecord.IsSound(payload, crc)) return false;
        batch = new TickBatch(0);
        SpoolRecord.Read(payload, batch);
        next = at + SpoolRecord.HeaderBytes + length;
        return true;
    }

    /// <summary>The next place behind damage where a sound record begins, or -1.</summary>
    private static int FindSound(byte[] bytes, int at)
    {
        // The cheap case first: only the payload is damaged and the length still leads on.
        var (length, _) = bytes.Length - at >= SpoolRecord.HeaderBytes ? SpoolRecord.ReadHeader(bytes.AsSpan(at)) : (0, 0);
        if (length > 0 && length < bytes.Length - at - SpoolRecord.HeaderBytes && TryReadRecord(bytes, at + SpoolRecord.HeaderBytes + length, out _, out _))
            return at + SpoolRecord.HeaderBytes + length;
        for (var i = at + 1; i <= bytes.Length - SpoolRecord.HeaderBytes - 20; i++)
        {
            if (TryReadRecord(bytes, i, out _, out _)) return i;
        }

        return -1;
    }

    /// <summary>Says which receipt numbers are missing between the last sound record and this one.</summary>
    private void AddGaps(TickBatch batch)
    {
        if (!_damaged) return;
        foreach (var stream in batch.Streams)
        {
            var known = _last.GetValueOrDefault(stream.Stream);
            if (known is not null && known.Lease == stream.Lease && stream.FirstN == known.Last.N + 1) continue;
            if (known is not null && (known.Lease != stream.Lease || known.Last.N >= stream.FirstN)) continue;   // its own epoch gap stands in the batch
            if (batch.Gaps.Exists(gap => gap.Stream == stream.Stream && gap.Instrument == 0 && gap.First.N == stream.FirstN)) continue;
            batch.Gaps.Add(new Gap(stream.Stream, GapCause.Spool, known?.Last, stream.First, Missing: known is null ? null : stream.FirstN - known.Last.N - 1));
        }
    }

    private void Quarantine(string name, int at)
    {
        LogDamaged(name, at);
        _damaged = true;
        spool.Files.Rename(name, name + ".damaged");
    }

    [LoggerMessage(LogLevel.Error, "Spool file {File} is damaged at byte {At}; what could not be read becomes a gap, and the file is kept as {File}.damaged")]
    private partial void LogDamaged(string file, int at);

    [LoggerMessage(LogLevel.Warning, "Spool file {File} belongs to store {Store}, not to this one; it is kept as {File}.foreign and not committed")]
    private partial void LogForeign(string file, Guid store);
}
