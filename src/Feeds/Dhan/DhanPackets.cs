using System.Buffers.Binary;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Walks the packets that lie back to back in one frame.</summary>
/// <remarks>
/// A packet of a known kind has its fixed size, whatever its length field says, so that a wrong one never shifts its neighbours. A kind without a
/// documented layout is passed by its length field; where that cannot be, the rest of the frame is lost and <see cref="Fault"/> says why.
/// </remarks>
internal ref struct DhanPackets(ReadOnlySpan<byte> frame)
{
    private ReadOnlySpan<byte> _rest = frame;

    /// <summary>Why the walk ended before the frame did; none when all of it was packets.</summary>
    public RejectKind Fault { get; private set; }

    public bool TryNext(out DhanPacket packet)
    {
        packet = default;
        if (_rest.IsEmpty) return false;
        if (_rest.Length < DhanPacket.HeaderSize) return Fail(RejectKind.Truncated);
        var size = DhanCode.SizeOf(_rest[0]);
        if (size == 0) size = BinaryPrimitives.ReadUInt16LittleEndian(_rest[1..]);
        if (size < DhanPacket.HeaderSize) return Fail(RejectKind.Malformed);
        if (size > _rest.Length) return Fail(RejectKind.Truncated);
        packet = new DhanPacket(_rest[..size]);
        _rest = _rest[size..];
        return true;
    }

    private bool Fail(RejectKind fault)
    {
        Fault = fault;
        _rest = [];
        return false;
    }
}
