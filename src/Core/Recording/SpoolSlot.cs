using System.Text;

namespace OrleansTicks.Core;

/// <summary>One process's place among the spools of a store, held by an operating system lock that dies with the process.</summary>
internal sealed class SpoolSlot : IDisposable
{
    public const string LockFile = "lock";
    private const int MaxSlots = 100;
    private readonly FileStream _lock;

    private SpoolSlot(string folder, FileStream held) => (Folder, _lock) = (folder, held);

    public string Folder { get; }

    /// <summary>Takes the first slot that nobody holds.</summary>
    /// <exception cref="IOException">None can be made or taken; the message names the folder.</exception>
    public static SpoolSlot Take(string root)
    {
        IOException? last = null;
        for (var slot = 0; slot < MaxSlots; slot++)
        {
            var folder = Path.Combine(root, slot.ToString());
            try
            {
                if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
                else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                return new SpoolSlot(folder, Lock(folder));
            }
            catch (UnauthorizedAccessException denied)
            {
                throw new IOException($"The spool folder {folder} cannot be written: {denied.Message}", denied);
            }
            catch (IOException held) when (File.Exists(Path.Combine(folder, LockFile)))
            {
                last = held;   // another process has it
            }
        }

        throw new IOException($"All {MaxSlots} spool slots below {root} are taken.", last);
    }

    /// <summary>Takes this one slot, for who wants nothing but what lies in it.</summary>
    /// <exception cref="IOException">A live process has it, or it cannot be written; the message names the folder.</exception>
    public static SpoolSlot TakeOver(string folder)
    {
        try
        {
            return new SpoolSlot(folder, Lock(folder));
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new IOException($"The spool folder {folder} cannot be written: {denied.Message}", denied);
        }
        catch (IOException held)
        {
            throw new IOException($"A live process has the spool in {folder}: it stores what lies there by itself.", held);
        }
    }

    /// <summary>Writes down who has the slot now.</summary>
    /// <returns><see cref="LastOwner"/>.</returns>
    public Guid? Claim(Guid owner)
    {
        var dead = LastOwner();
        _lock.SetLength(0);
        _lock.Write(Encoding.UTF8.GetBytes($"{owner} {Environment.MachineName}"));
        _lock.Flush();
        return dead;
    }

    /// <summary>The process of this machine that had the slot before: the lock was free, so that process is dead. Null = none, or one of another machine.</summary>
    public Guid? LastOwner()
    {
        var before = new byte[Math.Min(_lock.Length, 200)];
        _lock.Position = 0;
        _lock.ReadExactly(before);
        // A folder that was copied to another machine names a process that may be alive there.
        return Encoding.UTF8.GetString(before).Split(' ') is [var id, var machine] && machine == Environment.MachineName && Guid.TryParse(id, out var dead) ? dead : null;
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string folder) => new(Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
}
