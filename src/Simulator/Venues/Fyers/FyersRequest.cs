using System.Buffers.Binary;
using System.Text;

namespace OrleansTicks.Simulator;

/// <summary>A client's binary message: its type and its fields. The length in front is not looked at: clients of the venue send wrong ones.</summary>
/// <param name="Type">What it asks.</param>
/// <param name="Fields">By their numbers.</param>
internal sealed record FyersRequest(byte Type, IReadOnlyDictionary<byte, byte[]> Fields)
{
    /// <summary>Null where the bytes are no request.</summary>
    public static FyersRequest? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 3) return null;
        var fields = new Dictionary<byte, byte[]>();
        if (bytes.Length == 3) return new FyersRequest(bytes[2], fields);
        var rest = bytes[4..];
        for (var i = 0; i < bytes[3]; i++)
        {
            if (rest.Length < 3) return null;
            var length = BinaryPrimitives.ReadUInt16BigEndian(rest[1..]);
            if (rest.Length < 3 + length) return null;
            fields[rest[0]] = rest.Slice(3, length).ToArray();
            rest = rest[(3 + length)..];
        }

        return new FyersRequest(bytes[2], fields);
    }

    public string Text(byte field) => Encoding.UTF8.GetString(Fields.GetValueOrDefault(field) ?? []);

    /// <summary>A number of any width; 0 where it is not there.</summary>
    public ulong Number(byte field) => (Fields.GetValueOrDefault(field) ?? []).Aggregate(0UL, (number, next) => (number << 8) | next);

    /// <summary>The topics of field 1; null where they are not as announced.</summary>
    public IReadOnlyList<string>? Topics()
    {
        if (Fields.GetValueOrDefault((byte)1) is not { Length: >= 2 } bytes) return null;
        var topics = new List<string>();
        var at = 2;
        for (var count = BinaryPrimitives.ReadUInt16BigEndian(bytes); count > 0; count--)
        {
            if (at >= bytes.Length || at + 1 + bytes[at] > bytes.Length) return null;
            topics.Add(Encoding.ASCII.GetString(bytes, at + 1, bytes[at]));
            at += 1 + bytes[at];
        }

        return topics;
    }
}
