using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace OrleansTicks.Core;

/// <summary>Events of a recording as one compressed block: whole in the file, or not there.</summary>
/// <remarks>
/// In the file: length of what is compressed (4), length before (4), CRC32C of what is compressed (4), all little-endian, and the Brotli stream. Inside, for each event:
/// kind (1), microseconds since the event before (zigzag varint; of the first since 1970), length (varint), bytes.
/// </remarks>
internal sealed class FrameBlock
{
    public const int HeadSize = 12;

    /// <summary>Longest block that a reader takes.</summary>
    public const int Longest = 64 << 20;

    private const int Quality = 1, Window = 22;

    private readonly ArrayBufferWriter<byte> _events = new();
    private long _last;

    public int Length => _events.WrittenCount;

    public void Add(FrameEventKind kind, long at, ReadOnlySpan<byte> bytes)
    {
        var span = _events.GetSpan(21 + bytes.Length);
        span[0] = (byte)kind;
        var since = at - _last;
        _last = at;
        var length = 1 + Put(span[1..], (ulong)((since << 1) ^ (since >> 63)));
        length += Put(span[length..], (ulong)bytes.Length);
        bytes.CopyTo(span[length..]);
        _events.Advance(length + bytes.Length);
    }

    public void Clear()
    {
        _events.ResetWrittenCount();
        _last = 0;
    }

    /// <summary>As it stands in the file.</summary>
    public byte[] Compress()
    {
        var file = new byte[HeadSize + BrotliEncoder.GetMaxCompressedLength(Length)];
        if (!BrotliEncoder.TryCompress(_events.WrittenSpan, file.AsSpan(HeadSize), out var length, Quality, Window)) throw new InvalidOperationException("a block was longer than its bound");
        BinaryPrimitives.WriteInt32LittleEndian(file, length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), Length);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(8), Checksums.Crc32C(file.AsSpan(HeadSize, length)));
        return file[..(HeadSize + length)];
    }

    /// <summary>The events of a block whose checksum was right.</summary>
    /// <exception cref="FormatException">It is no block.</exception>
    public static IEnumerable<FrameEvent> Read(byte[] compressed, int length)
    {
        var events = new byte[length];
        if (!BrotliDecoder.TryDecompress(compressed, events, out var written) || written != length) throw new FormatException("a block cannot be unpacked");
        long last = 0;
        for (var at = 0; at < events.Length;)
        {
            var kind = (FrameEventKind)events[at++];
            var since = Take(events, ref at);
            last += (long)(since >> 1) ^ -(long)(since & 1);
            var size = Take(events, ref at);
            if (size > (ulong)(events.Length - at)) throw new FormatException("an event is longer than its block");
            yield return new FrameEvent(kind, last, events.AsMemory(at, (int)size));
            at += (int)size;
        }
    }

    private static int Put(Span<byte> to, ulong number)
    {
        var length = 0;
        for (; number >= 0x80; number >>= 7) to[length++] = (byte)(number | 0x80);
        to[length++] = (byte)number;
        return length;
    }

    private static ulong Take(byte[] from, ref int at)
    {
        ulong number = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (at >= from.Length) throw new FormatException("an event ends in the middle");
            var next = from[at++];
            number |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return number;
        }

        throw new FormatException("a number in it is too long");
    }
}
