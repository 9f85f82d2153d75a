using OrleansTicks.Core;

namespace OrleansTicks.Simulation;

/// <summary>A node's disk: a crash takes what was not flushed, all of it or up to any byte.</summary>
internal sealed class ModelFiles(Scheduler scheduler, bool flushes) : ISpoolFiles
{
    private readonly SortedDictionary<string, (List<byte> Written, int Durable)> _files = new(StringComparer.Ordinal);

    /// <summary>Thrown by the next append or flush: the process dies in the middle of it.</summary>
    public bool DiesNow { get; set; }

    public void Crash()
    {
        DiesNow = false;
        foreach (var name in _files.Keys.ToList())
        {
            var (written, durable) = _files[name];
            var kept = written.Count > durable ? durable + scheduler.Chance.Next(written.Count - durable + 1) : written.Count;
            _files[name] = ([.. written.Take(kept)], kept);
        }
    }

    public IReadOnlyList<string> List() => [.. _files.Keys];

    public byte[] ReadAll(string name) => [.. _files[name].Written];

    public ISpoolFile Create(string name)
    {
        _files.Add(name, ([], 0));
        return new Appended(this, name);
    }

    public int Read(string name, long offset, Span<byte> buffer)
    {
        var bytes = ReadAll(name).AsSpan((int)offset);
        bytes = bytes[..Math.Min(bytes.Length, buffer.Length)];
        bytes.CopyTo(buffer);
        return bytes.Length;
    }

    public void Rename(string name, string newName)
    {
        _files[newName] = _files[name];
        _files.Remove(name);
    }

    public void Delete(string name) => _files.Remove(name);

    private sealed class Appended(ModelFiles files, string name) : ISpoolFile
    {
        public void Append(ReadOnlySpan<byte> bytes)
        {
            files._files[name].Written.AddRange(bytes);
            if (files.DiesNow && files.MayDie()) throw new CrashException();
        }

        public void Flush()
        {
            if (files.DiesNow) throw new CrashException();
            if (files.Flushes) files._files[name] = (files._files[name].Written, files._files[name].Written.Count);
        }

        public void Dispose()
        {
        }

    }

    private bool Flushes => flushes;

    private bool MayDie() => scheduler.Maybe(0.5);
}

/// <summary>The process died here.</summary>
internal sealed class CrashException : Exception;
