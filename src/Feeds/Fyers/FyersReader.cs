using System.Buffers.Binary;

namespace OrleansTicks.Feeds;

/// <summary>Reads big-endian fields forward; false when there are not enough bytes.</summary>
internal ref struct FyersReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public bool TryByte(out byte value)
    {
        value = 0;
        if (!TryTake(1, out var bytes)) return false;
        value = bytes[0];
        return true;
    }

    public bool TryHalf(out ushort value)
    {
        value = 0;
        return TryTake(2, out var bytes) && BinaryPrimitives.TryReadUInt16BigEndian(bytes, out value);
    }

    public bool TryWord(out uint value)
    {
        value = 0;
        return TryTake(4, out var bytes) && BinaryPrimitives.TryReadUInt32BigEndian(bytes, out value);
    }

    /// <summary>A text behind a byte that says how long it is.</summary>
    public bool TryText(out ReadOnlySpan<byte> text)
    {
        text = default;
        return TryByte(out var length) && TryTake(length, out text);
    }

    public bool TryTake(int length, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (_rest.Length < length) return false;
        bytes = _rest[..length];
        _rest = _rest[length..];
        return true;
    }
}
