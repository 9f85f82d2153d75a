using System.Buffers.Binary;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>The venue's answer to a request: yes or no, and of a login how often it wants to hear of us (fyers.md section 3).</summary>
/// <param name="IsYes">The first field is <c>K</c>.</param>
/// <param name="AckCount">Of a login: data messages between two acknowledgements of ours; 0 = none wanted.</param>
internal readonly record struct FyersAnswer(bool IsYes, uint AckCount)
{
    /// <summary>Reads what stands behind the type.</summary>
    public static RejectKind TryRead(scoped ref FyersReader reader, out FyersAnswer answer)
    {
        answer = default;
        if (!reader.TryByte(out var count)) return RejectKind.Truncated;
        if (count == 0) return RejectKind.MissingField;
        for (var i = 0; i < count; i++)
        {
            if (!reader.TryByte(out _) || !reader.TryHalf(out var length) || !reader.TryTake(length, out var value)) return RejectKind.Truncated;
            if (i == 0) answer = answer with { IsYes = value is [(byte)'K'] };
            else if (i == 1 && value.Length == 4) answer = answer with { AckCount = BinaryPrimitives.ReadUInt32BigEndian(value) };
        }

        return RejectKind.None;
    }
}
