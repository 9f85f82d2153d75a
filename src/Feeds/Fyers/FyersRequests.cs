using System.Buffers.Binary;
using System.Text;

namespace OrleansTicks.Feeds;

/// <summary>What a client says: length, type, count of fields, then fields of id, length and bytes, all big-endian (fyers.md section 2).</summary>
internal static class FyersRequests
{
    /// <summary>The channel that the venue's own clients use.</summary>
    public const byte Channel = 11;

    private const byte Production = (byte)'P';

    public static ReadOnlyMemory<byte> Login(string key, string source) =>
        Message(FyersType.Login, (1, Encoding.ASCII.GetBytes(key)), (2, [Production]), (3, [1]), (4, Encoding.ASCII.GetBytes(source)));

    public static ReadOnlyMemory<byte> Subscribe(IReadOnlyCollection<string> topics) => Message(FyersType.Subscribe, (1, ListOf(topics)), (2, [Channel]));

    public static ReadOnlyMemory<byte> Unsubscribe(IReadOnlyCollection<string> topics) => Message(FyersType.Unsubscribe, (1, ListOf(topics)), (2, [Channel]));

    public static ReadOnlyMemory<byte> Mode(bool lite)
    {
        var mask = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(mask, 1UL << Channel);
        return Message(FyersType.Mode, (1, mask), (2, [lite ? (byte)'L' : (byte)'F']));
    }

    public static ReadOnlyMemory<byte> Acknowledge(uint message)
    {
        var number = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(number, message);
        return Message(FyersType.Acknowledge, (1, number));
    }

    public static ReadOnlyMemory<byte> Ping() => new byte[] { 0, 1, FyersType.Ping };

    private static byte[] ListOf(IReadOnlyCollection<string> topics)
    {
        var list = new List<byte>(topics.Count * 20) { (byte)(topics.Count >> 8), (byte)topics.Count };
        foreach (var topic in topics)
        {
            var text = Encoding.ASCII.GetBytes(topic);
            list.Add((byte)text.Length);
            list.AddRange(text);
        }

        return [.. list];
    }

    private static ReadOnlyMemory<byte> Message(byte type, params ReadOnlySpan<(int Id, byte[] Value)> fields)
    {
        var size = 2;
        foreach (var field in fields) size += 3 + field.Value.Length;
        var message = new byte[2 + size];
        BinaryPrimitives.WriteUInt16BigEndian(message, (ushort)size);
        message[2] = type;
        message[3] = (byte)fields.Length;
        var at = 4;
        foreach (var (id, value) in fields)
        {
            message[at] = (byte)id;
            BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(at + 1), (ushort)value.Length);
            value.CopyTo(message, at + 3);
            at += 3 + value.Length;
        }

        return message;
    }
}
