using System.Text;

namespace OrleansTicks.Core;

/// <summary>One process's place among the spools of a store, held by an operating system lock that dies with the process.</summary>
internal sealed class SpoolSlot : IDisposable
{
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
                return new SpoolSlot(folder, new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (UnauthorizedAccessException denied)
            {
                throw new IOException($"The spool folder {folder} cannot be written: {denied.Message}", denied);
            }
            catch (IOException held) when (File.Exists(Path.Combine(folder, "lock")))
            {
                last = held;   // another process has it
            }
        }

        throw new IOException($"All {MaxSlots} spool slots below {root} are taken.", last);
    }

    /// <summary>Writes down who has the slot now.</summary>
    /// <returns>The process of this machine that had it before: the lock was free, so that process is dead. Null = none, or one of another machine.</returns>
    public Guid? Claim(Guid owner)
    {
        var before = new byte[Math.Min(_lock.Length, 200)];
        _lock.ReadExactly(before);
        var words = Encoding.UTF8.GetString(before).Split(' ');
        _lock.SetLength(0);
        _lock.Write(Encoding.UTF8.GetBytes($"{owner} {Environment.MachineName}"));
        _lock.Flush();
        // A folder that was copied to another machine names a process that may be alive there.
        return words is [var id, var machine] && machine == Environment.MachineName && Guid.TryParse(id, out var dead) ? dead : null;
    }

    public void Dispose() => _lock.Dispose();
}
