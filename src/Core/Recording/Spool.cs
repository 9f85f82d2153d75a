namespace OrleansTicks.Core;

/// <summary>The local append-only journal of a process. A tick is accepted once its batch is durable here.</summary>
/// <remarks>
/// Files of records (<see cref="SpoolRecord"/>), each behind a header with the store's uuid and the spool's id. Every start takes a new id, so that a
/// sequence can never mean two batches; what an earlier run left is read by <see cref="SpoolRecovery"/>. A file goes once all of it is committed.
/// Not for two threads at once, but <see cref="Release"/> and <see cref="Read"/> may run beside <see cref="Append"/>.
/// </remarks>
public sealed class Spool : IDisposable
{
    internal const string Extension = ".spool";
    internal static ReadOnlySpan<byte> Magic => "OTSPOOL2"u8;
    internal const int FileHeaderBytes = 8 + 16 + 16;

    private readonly ISpoolFiles _files;
    private readonly Guid _store;
    private readonly SpoolOptions _options;
    private readonly IDisposable? _slot;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Segment> _segments = new(StringComparer.Ordinal);
    private readonly Dictionary<int, BatchStream> _streams = [];
    private readonly long _generation;
    private ISpoolFile? _file;
    private string _name = "";
    private long _length;
    private long _sequence;
    private long _bytes;
    private byte[] _buffer = new byte[64 << 10];

    /// <param name="files">The folder of this spool's slot, held by <paramref name="slot"/>.</param>
    /// <param name="store">The store that its batches go to.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="slot">Released with the spool.</param>
    public Spool(ISpoolFiles files, Guid store, SpoolOptions options, IDisposable? slot = null)
    {
        (_files, _store, _options, _slot) = (files, store, options, slot);
        // Names sort by age: the number of the run before everything else.
        _generation = files.List().Where(name => name.EndsWith(Extension, StringComparison.Ordinal)).Select(GenerationOf).DefaultIfEmpty().Max() + 1;
    }

    /// <summary>New at every start.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>The process of this machine that had the slot before and is proven dead: its leases need not run out. Null = none.</summary>
    public Guid? DeadOwner { get; private init; }

    /// <summary>Bytes in the files of this run.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The folder's files, for recovery.</summary>
    internal ISpoolFiles Files => _files;

    /// <summary>True for files of this run; recovery leaves them alone.</summary>
    internal bool IsOwn(string name) => GenerationOf(name) == _generation;

    /// <summary>Opens the first free slot below the options' folder.</summary>
    /// <param name="options">Where, and sizes.</param>
    /// <param name="store">The store that its batches go to.</param>
    /// <param name="owner">The process that opens it.</param>
    /// <exception cref="IOException">The folder cannot be made or written.</exception>
    public static Spool Open(SpoolOptions options, Guid store, Guid owner)
    {
        var root = Path.Combine(options.Directory, store.ToString("D"));
        var slot = SpoolSlot.Take(root);
        return new Spool(new DiskSpoolFiles(slot.Folder), store, options, slot) { DeadOwner = slot.Claim(owner) };
    }

    /// <summary>Opens what a process that never comes back left in one slot, wherever that folder lies now, to have it committed and nothing else.</summary>
    /// <param name="folder">The slot.</param>
    /// <param name="store">The store that its batches go to.</param>
    /// <exception cref="IOException">A live process has it, or it cannot be written.</exception>
    public static Spool Adopt(string folder, Guid store)
    {
        var slot = SpoolSlot.TakeOver(folder);
        return new Spool(new DiskSpoolFiles(slot.Folder), store, new SpoolOptions { Directory = folder }, slot) { DeadOwner = slot.LastOwner() };
    }

    /// <summary>Makes a batch durable and gives it its sequence. A batch that failed may be given again: it keeps its sequence.</summary>
    /// <exception cref="IOException">The disk is full or failed, or the spool has used up its bytes. The file in use is never trusted again.</exception>
    internal SpoolEntry Append(TickBatch batch)
    {
        if (batch.Sequence == 0)
        {
            batch.Spool = Id;
            batch.Sequence = ++_sequence;
        }

        var bytes = Encode(batch);
        if (Bytes + bytes + FileHeaderBytes > _options.MaxBytes)
            throw new IOException($"The spool holds {Bytes:N0} of {_options.MaxBytes:N0} bytes and has no room for {batch.Count} rows until the store takes some.");
        try
        {
            if (_file is null || _length + bytes > _options.SegmentBytes) Rotate();
            bytes = Encode(batch);   // rotating wrote through the same buffer
            _file!.Append(_buffer.AsSpan(0, bytes));
            _file.Flush();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Abandon();
            throw failure as IOException ?? new IOException(failure.Message, failure);
        }

        var entry = new SpoolEntry(_name, _length, bytes, batch.Sequence, batch.Count);
        _length += bytes;
        Interlocked.Add(ref _bytes, bytes);
        foreach (var stream in batch.Streams) _streams[stream.Stream] = stream;
        lock (_gate) _segments[_name].Pending++;
        return entry;
    }

    /// <summary>Reads a batch back from disk.</summary>
    /// <exception cref="IOException">It can no longer be read whole.</exception>
    internal void Read(SpoolEntry entry, TickBatch into)
    {
        var record = new byte[entry.Bytes];
        var read = _files.Read(entry.Segment, entry.Offset, record);
        var (length, crc) = SpoolRecord.ReadHeader(record);
        if (read < record.Length || length != record.Length - SpoolRecord.HeaderBytes || !SpoolRecord.IsSound(record.AsSpan(SpoolRecord.HeaderBytes), crc))
            throw new IOException($"Batch {entry.Sequence} of the spool can no longer be read from {entry.Segment}.");
        SpoolRecord.Read(record.AsSpan(SpoolRecord.HeaderBytes), into);
        into.Spool = Id;
    }

    /// <summary>The store has it: its file goes when nothing else in it is wanted.</summary>
    internal void Release(SpoolEntry entry)
    {
        lock (_gate)
        {
            var segment = _segments[entry.Segment];
            segment.Pending--;
            if (segment.Pending == 0 && segment.Closed) Delete(entry.Segment, segment);
        }
    }

    /// <summary>Closes the file; when everything was committed nothing stays behind.</summary>
    public void Dispose()
    {
        Close();
        _slot?.Dispose();
    }

    private static long GenerationOf(string name) => name.IndexOf('-', StringComparison.Ordinal) is var dash and > 0 && long.TryParse(name.AsSpan(0, dash), out var number) ? number : 0;

    private int Encode(TickBatch batch)
    {
        var room = SpoolRecord.MaxSize(batch);
        if (_buffer.Length < room) _buffer = new byte[room * 5 / 4];
        return SpoolRecord.Write(batch, _buffer);
    }

    /// <summary>Begins a file: header, and a record of sequence 0 that repeats where each stream stands, so that damage behind it has an exact beginning.</summary>
    private void Rotate()
    {
        Close();
        var name = $"{_generation:D10}-{_sequence:D20}-{Guid.NewGuid().ToString("N")[..8]}{Extension}";
        var file = _files.Create(name);
        lock (_gate) _segments[name] = new Segment();
        (_file, _name, _length) = (file, name, 0);
        var marks = new TickBatch(0);
        marks.Streams.AddRange(_streams.Values);
        var size = SpoolRecord.MaxSize(marks);
        if (_buffer.Length < size + FileHeaderBytes) _buffer = new byte[size + FileHeaderBytes];
        Magic.CopyTo(_buffer);
        _store.TryWriteBytes(_buffer.AsSpan(8));
        Id.TryWriteBytes(_buffer.AsSpan(24));
        var bytes = FileHeaderBytes + SpoolRecord.Write(marks, _buffer.AsSpan(FileHeaderBytes));
        file.Append(_buffer.AsSpan(0, bytes));
        _length = bytes;
        Interlocked.Add(ref _bytes, bytes);
    }

    private void Abandon()
    {
        try
        {
            Close();
        }
        catch (IOException)
        {
            _file = null;   // closing a broken file may fail again; what matters was said by the first failure
        }
    }

    private void Close()
    {
        if (_file is null) return;
        var file = _file;
        _file = null;
        lock (_gate)
        {
            var segment = _segments[_name];
            segment.FinalBytes = _length;
            segment.Closed = true;
            if (segment.Pending == 0) Delete(_name, segment);
        }

        file.Dispose();
    }

    private void Delete(string name, Segment segment)
    {
        _segments.Remove(name);
        Interlocked.Add(ref _bytes, -segment.FinalBytes);
        _files.Delete(name);
    }

    private sealed class Segment
    {
        public int Pending;
        public bool Closed;
        public long FinalBytes;
    }
}
