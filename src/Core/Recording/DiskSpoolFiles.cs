using Microsoft.Win32.SafeHandles;

namespace OrleansTicks.Core;

/// <summary>A folder on disk, readable by its owner alone.</summary>
internal sealed class DiskSpoolFiles(string folder) : ISpoolFiles
{
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

    private string PathOf(string name) => Path.Combine(folder, name);

    private sealed class AppendOnly(SafeFileHandle handle) : ISpoolFile
    {
        private long _length;

        public void Append(ReadOnlySpan<byte> bytes)
        {
            RandomAccess.Write(handle, bytes, _length);
            _length += bytes.Length;
        }

        public void Flush() => RandomAccess.FlushToDisk(handle);

        public void Dispose() => handle.Dispose();
    }
}
