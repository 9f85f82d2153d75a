using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace OrleansTicks.Core;

/// <summary>A batch as bytes: length, CRC32C, then sequence, streams, gaps, and the rows by column. Little-endian.</summary>
/// <remarks>The CRC finds torn and rotten records; it is no defence against somebody who can write the file.</remarks>
internal static class SpoolRecord
{
    public const int HeaderBytes = 8;
    private const int PositionBytes = 4 + 8 + 4 + 8 + 4 + 1 + 8 + 8 + 8;
    private const int GapBytes = 4 + 1 + 1 + PositionBytes + PositionBytes + 4 + 1 + 1 + 8;
    private const int StreamBytes = 4 + 4 + 8 + 8 + 8 + PositionBytes + PositionBytes;
    private const int RowBytes = (5 * 8) + 4 + 2 + 2 + 1 + 1 + 1;
    private const int QuoteBytes = 8 + 8 + 1 + 1;

    /// <summary>The most that a batch takes.</summary>
    public static int MaxSize(TickBatch batch) =>
        HeaderBytes + 8 + 12 + (batch.Streams.Count * StreamBytes) + (batch.Gaps.Count * GapBytes) + (batch.Count * (RowBytes + QuoteBytes));

    /// <summary>Writes the batch into <paramref name="buffer"/>, which has room for <see cref="MaxSize"/>, and returns the bytes used.</summary>
    public static int Write(TickBatch batch, Span<byte> buffer)
    {
        var writer = new Writer(buffer[HeaderBytes..]);
        writer.Int64(batch.Sequence);
        writer.Int32(batch.Streams.Count);
        writer.Int32(batch.Gaps.Count);
        writer.Int32(batch.Count);
        foreach (var stream in batch.Streams)
        {
            writer.Int32(stream.Stream);
            writer.Int32(stream.Lease);
            writer.Int64(stream.Epoch);
            writer.Int64(stream.FirstN);
            writer.Int64(stream.ReceivedBy);
            writer.Position(stream.First);
            writer.Position(stream.Last);
        }

        foreach (var gap in batch.Gaps) WriteGap(ref writer, gap);
        var ticks = batch.Ticks;
        foreach (ref readonly var tick in ticks) writer.Int64(tick.Time);
        foreach (ref readonly var tick in ticks) writer.Int64(tick.Received);
        foreach (ref readonly var tick in ticks) writer.Int64(tick.Identity);
        foreach (ref readonly var tick in ticks) writer.Int64(tick.Price);
        foreach (ref readonly var tick in ticks) writer.Int64(tick.Size);
        foreach (ref readonly var tick in ticks) writer.Int32(tick.Instrument);
        foreach (ref readonly var tick in ticks) writer.UInt16(tick.Flags);
        foreach (ref readonly var tick in ticks) writer.UInt16(tick.Slot);
        foreach (ref readonly var tick in ticks) writer.Byte((byte)tick.Kind);
        foreach (ref readonly var tick in ticks) writer.Byte(tick.PriceScale);
        foreach (ref readonly var tick in ticks) writer.Byte(tick.SizeScale);
        foreach (ref readonly var tick in ticks)
        {
            if (tick.Kind < TickKind.Quote) continue;   // trades have no second pair
            writer.Int64(tick.Ask);
            writer.Int64(tick.AskSize);
            writer.Byte(tick.AskScale);
            writer.Byte(tick.AskSizeScale);
        }

        var payload = buffer.Slice(HeaderBytes, writer.Length);
        BinaryPrimitives.WriteInt32LittleEndian(buffer, payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(buffer[4..], Checksums.Crc32C(payload));
        return HeaderBytes + payload.Length;
    }

    /// <summary>The payload's length and CRC as the header gives them.</summary>
    public static (int Length, uint Crc) ReadHeader(ReadOnlySpan<byte> header) =>
        (BinaryPrimitives.ReadInt32LittleEndian(header), BinaryPrimitives.ReadUInt32LittleEndian(header[4..]));

    /// <summary>The counts at the payload's beginning agree with its length: a cheap look before the CRC, for who searches behind damage.</summary>
    public static bool IsPlausible(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < 20) return false;
        long streams = BinaryPrimitives.ReadInt32LittleEndian(payload[8..]), gaps = BinaryPrimitives.ReadInt32LittleEndian(payload[12..]), rows = BinaryPrimitives.ReadInt32LittleEndian(payload[16..]);
        if (streams < 0 || gaps < 0 || rows < 0) return false;
        var least = 20 + (streams * StreamBytes) + (gaps * GapBytes) + (rows * RowBytes);
        return payload.Length >= least && payload.Length <= least + (rows * QuoteBytes);
    }

    public static bool IsSound(ReadOnlySpan<byte> payload, uint crc) => IsPlausible(payload) && Checksums.Crc32C(payload) == crc;

    /// <summary>The sequence of a sound payload.</summary>
    public static long Sequence(ReadOnlySpan<byte> payload) => BinaryPrimitives.ReadInt64LittleEndian(payload);

    /// <summary>Reads a payload whose CRC was right into an empty batch.</summary>
    public static void Read(ReadOnlySpan<byte> payload, TickBatch batch)
    {
        var reader = new Reader(payload);
        batch.Sequence = reader.Int64();
        var streams = reader.Int32();
        var gaps = reader.Int32();
        var rows = reader.Int32();
        for (var i = 0; i < streams; i++)
        {
            int stream = reader.Int32(), lease = reader.Int32();
            long epoch = reader.Int64(), firstN = reader.Int64(), receivedBy = reader.Int64();
            var first = reader.Position();
            batch.Declare(new BatchStream(stream, lease, epoch, firstN, reader.Position()) { First = first, ReceivedBy = receivedBy });
        }

        for (var i = 0; i < gaps; i++) batch.Gaps.Add(ReadGap(ref reader));
        for (var i = 0; i < rows; i++) batch.Add(default);
        var ticks = batch.Ticks;
        foreach (ref var tick in ticks) tick.Time = reader.Int64();
        foreach (ref var tick in ticks) tick.Received = reader.Int64();
        foreach (ref var tick in ticks) tick.Identity = reader.Int64();
        foreach (ref var tick in ticks) tick.Price = reader.Int64();
        foreach (ref var tick in ticks) tick.Size = reader.Int64();
        foreach (ref var tick in ticks) tick.Instrument = reader.Int32();
        foreach (ref var tick in ticks) tick.Flags = reader.UInt16();
        foreach (ref var tick in ticks) tick.Slot = reader.UInt16();
        foreach (ref var tick in ticks) tick.Kind = (TickKind)reader.Byte();
        foreach (ref var tick in ticks) tick.PriceScale = reader.Byte();
        foreach (ref var tick in ticks) tick.SizeScale = reader.Byte();
        foreach (ref var tick in ticks)
        {
            if (tick.Kind < TickKind.Quote) continue;   // trades have no second pair
            tick.Ask = reader.Int64();
            tick.AskSize = reader.Int64();
            tick.AskScale = reader.Byte();
            tick.AskSizeScale = reader.Byte();
        }
    }

    private static void WriteGap(ref Writer writer, Gap gap)
    {
        writer.Int32(gap.Stream);
        writer.Byte((byte)gap.Cause);
        writer.Byte(gap.Last is null ? (byte)0 : (byte)1);
        writer.Position(gap.Last ?? default);
        writer.Position(gap.First);
        writer.Int32(gap.Instrument);
        writer.Byte((byte)gap.Kind);
        writer.Byte(gap.Missing is null ? (byte)0 : (byte)1);
        writer.Int64(gap.Missing ?? 0);
    }

    private static Gap ReadGap(ref Reader reader)
    {
        var stream = reader.Int32();
        var cause = (GapCause)reader.Byte();
        var known = reader.Byte() == 1;
        var last = reader.Position();
        var first = reader.Position();
        var instrument = reader.Int32();
        var kind = (TickKind)reader.Byte();
        var counted = reader.Byte() == 1;
        var missing = reader.Int64();
        return new Gap(stream, cause, known ? last : null, first, instrument, kind, counted ? missing : null);
    }

    private ref struct Writer(Span<byte> buffer)
    {
        private readonly Span<byte> _buffer = buffer;

        public int Length { get; private set; }

        public void Byte(byte value) => _buffer[Length++] = value;

        public void UInt16(ushort value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_buffer[Length..], value);
            Length += 2;
        }

        public void Int32(int value)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_buffer[Length..], value);
            Length += 4;
        }

        public void Int64(long value)
        {
            BinaryPrimitives.WriteInt64LittleEndian(_buffer[Length..], value);
            Length += 8;
        }

        public void Position(in Position position)
        {
            Int32(position.Lease);
            Int64(position.N);
            Int32(position.Connection);
            Int64(position.Frame);
            Int32(position.Instrument);
            Byte((byte)position.Kind);
            Int64(position.Identity);
            Int64(position.Received);
            Int64(position.Time);
        }
    }

    private ref struct Reader(ReadOnlySpan<byte> buffer)
    {
        private readonly ReadOnlySpan<byte> _buffer = buffer;
        private int _at;

        public byte Byte() => _buffer[_at++];

        public ushort UInt16()
        {
            var value = BinaryPrimitives.ReadUInt16LittleEndian(_buffer[_at..]);
            _at += 2;
            return value;
        }

        public int Int32()
        {
            var value = BinaryPrimitives.ReadInt32LittleEndian(_buffer[_at..]);
            _at += 4;
            return value;
        }

        public long Int64()
        {
            var value = BinaryPrimitives.ReadInt64LittleEndian(_buffer[_at..]);
            _at += 8;
            return value;
        }

        public Position Position()
        {
            int lease = Int32();
            var n = Int64();
            var connection = Int32();
            var frame = Int64();
            var instrument = Int32();
            var kind = (TickKind)Byte();
            long identity = Int64(), received = Int64(), time = Int64();
            return new Position(lease, n, connection, frame, instrument, kind, identity, received, time);
        }
    }
}
