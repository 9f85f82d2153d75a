using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OrleansTicks.Core;

/// <summary>A folder on disk, readable by its owner alone.</summary>
internal sealed partial class DiskSpoolFiles(string folder) : ISpoolFiles
{
    private const int Interrupted = 4;   // EINTR

    public IReadOnlyList<string> List() =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)] : [];

    public byte[] ReadAll(string name) => File.ReadAllBytes(PathOf(name));

    public ISpoolFile Create(string name)
    {
        var handle = File.OpenHandle(PathOf(name), FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(handle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return new AppendOnly(handle);
    }

    public int Read(string name, long offset, Span<byte> buffer)
    {
        using var handle = File.OpenHandle(PathOf(name), share: FileShare.ReadWrite | FileShare.Delete);
        var total = 0;
        while (total < buffer.Length)
        {
            var read = RandomAccess.Read(handle, buffer[total..], offset + total);
            if (read == 0) break;
            total += read;
        }

        return total;
    }

    public void Rename(string name, string newName) => File.Move(PathOf(name), PathOf(newName), overwrite: true);

    public void Delete(string name) => File.Delete(PathOf(name));

    /// <summary>Returns when the file is on the disk.</summary>
    /// <remarks>.NET's own <see cref="RandomAccess.FlushToDisk"/> says nothing when a Unix reports that the disk failed (seen with .NET 10: EIO is lost), so the system is asked itself.</remarks>
    /// <exception cref="IOException">It may not be: after a failure nobody knows which bytes are.</exception>
    internal static void Flush(SafeFileHandle handle)
    {
        if (OperatingSystem.IsWindows())
        {
            RandomAccess.FlushToDisk(handle);
            return;
        }

        while (FSync(handle) < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Interrupted) throw new IOException($"The disk could not be flushed: {Marshal.GetPInvokeErrorMessage(error)}", error);
        }

        if (OperatingSystem.IsMacOS()) RandomAccess.FlushToDisk(handle);   // there fsync ends at the drive's own cache
    }

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle handle);

    private string PathOf(string name) => Path.Combine(folder, name);

    private sealed class AppendOnly(SafeFileHandle handle) : ISpoolFile
    {
        private long _length;

        public void Append(ReadOnlySpan<byte> bytes)
        {
            RandomAccess.Write(handle, bytes, _length);
            _length += bytes.Length;
        }

        public void Flush() => DiskSpoolFiles.Flush(handle);

        public void Dispose() => handle.Dispose();
    }
}
