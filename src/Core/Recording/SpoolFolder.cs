namespace OrleansTicks.Core;

/// <summary>What lies in one slot of a spool, looked at from outside; nothing is changed.</summary>
/// <param name="Path">The slot's folder.</param>
public sealed record SpoolFolder(string Path)
{
    private const string Damage = Spool.Extension + ".damaged", Stranger = Spool.Extension + ".foreign";

    /// <summary>The stores that its files were written for; none where nothing waits.</summary>
    public required IReadOnlyList<Guid> Stores { get; init; }

    /// <summary>Files that wait for their store, or are written right now.</summary>
    public required int Files { get; init; }

    /// <summary>Bytes in them.</summary>
    public required long Bytes { get; init; }

    /// <summary>Files set aside because part of them could not be read; what that was is a gap.</summary>
    public required IReadOnlyList<string> Damaged { get; init; }

    /// <summary>Files set aside because they were written for another store.</summary>
    public required IReadOnlyList<string> Foreign { get; init; }

    /// <summary>A live process has it.</summary>
    /// <remarks>Tried by taking the lock for a moment: a node that starts in that very moment takes another slot.</remarks>
    public bool IsHeld
    {
        get
        {
            if (!File.Exists(System.IO.Path.Combine(Path, SpoolSlot.LockFile))) return false;
            try
            {
                using var slot = SpoolSlot.TakeOver(Path);
                return false;
            }
            catch (IOException)
            {
                return true;
            }
        }
    }

    /// <summary>Every slot at or below a folder that holds anything, in order of their paths; none where the folder is missing.</summary>
    public static IReadOnlyList<SpoolFolder> Below(string folder)
    {
        if (!Directory.Exists(folder)) return [];
        var found = Directory.EnumerateFiles(folder, $"*{Spool.Extension}*", SearchOption.AllDirectories).GroupBy(path => System.IO.Path.GetDirectoryName(path)!);
        return [.. found.OrderBy(slot => slot.Key, StringComparer.Ordinal).Select(Look)];
    }

    private static SpoolFolder Look(IGrouping<string, string> files)
    {
        var waiting = files.Where(path => path.EndsWith(Spool.Extension, StringComparison.Ordinal)).ToList();
        return new SpoolFolder(files.Key)
        {
            Stores = [.. waiting.Select(StoreOf).OfType<Guid>().Distinct()],
            Files = waiting.Count,
            Bytes = waiting.Select(path => new FileInfo(path)).Where(file => file.Exists).Sum(file => file.Length),   // a live node deletes them as it goes
            Damaged = [.. files.Where(path => path.EndsWith(Damage, StringComparison.Ordinal)).Order(StringComparer.Ordinal)],
            Foreign = [.. files.Where(path => path.EndsWith(Stranger, StringComparison.Ordinal)).Order(StringComparer.Ordinal)],
        };
    }

    /// <summary>Null where the file has no header of ours: recovery sets it aside.</summary>
    private static Guid? StoreOf(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Span<byte> header = stackalloc byte[24];
            return file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length && header[..8].SequenceEqual(Spool.Magic) ? new Guid(header[8..]) : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
