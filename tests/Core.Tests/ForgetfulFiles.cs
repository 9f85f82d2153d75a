using OrleansTicks.Core;

namespace OrleansTicks.Core.Tests;

/// <summary>A folder in memory that forgets at a power cut what was not flushed, and fails as told.</summary>
internal sealed class ForgetfulFiles : ISpoolFiles
{
    private readonly Dictionary<string, List<byte>> _written = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _durable = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>What the next flush or append throws; asked each time.</summary>
    public Func<Exception?> Fails { get; set; } = () => null;

    /// <summary>Flushing does nothing: the mistake that a test must notice.</summary>
    public bool FlushesAreLies { get; set; }

    public void PowerCut()
    {
        lock (_gate)
        {
            foreach (var name in _written.Keys.ToList()) _written[name] = [.. _durable.GetValueOrDefault(name, [])];
        }
    }

    public byte[] Bytes(string name)
    {
        lock (_gate) return [.. _written[name]];
    }

    public void Put(string name, byte[] bytes)
    {
        lock (_gate)
        {
            _written[name] = [.. bytes];
            _durable[name] = bytes;
        }
    }

    public IReadOnlyList<string> List()
    {
        lock (_gate) return [.. _written.Keys.Order(StringComparer.Ordinal)];
    }

    public byte[] ReadAll(string name) => Bytes(name);

    public ISpoolFile Create(string name)
    {
        lock (_gate)
        {
            _written.Add(name, []);
            return new Appended(this, name);
        }
    }

    public int Read(string name, long offset, Span<byte> buffer)
    {
        var bytes = Bytes(name).AsSpan((int)offset);
        bytes = bytes[..Math.Min(bytes.Length, buffer.Length)];
        bytes.CopyTo(buffer);
        return bytes.Length;
    }

    public void Rename(string name, string newName)
    {
        Put(newName, Bytes(name));
        Delete(name);
    }

    public void Delete(string name)
    {
        lock (_gate)
        {
            _written.Remove(name);
            _durable.Remove(name);
        }
    }

    private sealed class Appended(ForgetfulFiles files, string name) : ISpoolFile
    {
        public void Append(ReadOnlySpan<byte> bytes)
        {
            if (files.Fails() is { } failure) throw failure;
            lock (files._gate) files._written[name].AddRange(bytes);
        }

        public void Flush()
        {
            if (files.Fails() is { } failure) throw failure;
            if (files.FlushesAreLies) return;
            lock (files._gate) files._durable[name] = [.. files._written[name]];
        }

        public void Dispose()
        {
        }
    }
}
