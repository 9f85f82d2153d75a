using System.Buffers.Binary;
using System.Text;

namespace OrleansTicks.Simulator;

/// <summary>Writes what the Fyers data socket sends: big endian, u16 length behind itself, u8 type, body.</summary>
internal static class FyersFrames
{
    public const byte Login = 1;
    public const byte Acknowledge = 3;
    public const byte Subscribe = 4;
    public const byte Unsubscribe = 5;
    public const byte Data = 6;
    public const byte Pause = 7;
    public const byte Resume = 8;
    public const byte Mode = 12;

    /// <summary>Stands for a value that is not there, or has not changed.</summary>
    public const int Absent = int.MinValue;

    /// <summary>The answer to a login; with it, after how many data messages one wants to be acknowledged.</summary>
    public static byte[] LoginResult(bool ok, uint ackCount)
    {
        if (!ok) return Result(Login, ok);
        var frame = new byte[] { 0, 13, Login, 2, 1, 0, 1, (byte)'K', 2, 0, 4, 0, 0, 0, 0 };
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(11), ackCount);
        return frame;
    }

    /// <summary>The answer to any other request.</summary>
    public static byte[] Result(byte type, bool ok) => [0, 6, type, 1, 1, 0, 1, ok ? (byte)'K' : (byte)'N'];

    /// <summary>Begins a data message; <see cref="End"/> completes it.</summary>
    public static void Begin(Utf8Text to, uint number)
    {
        to.Clear();
        var head = to.Room(9);
        head[..9].Clear();
        head[2] = Data;
        BinaryPrimitives.WriteUInt32BigEndian(head[3..], number);
        to.Advance(9);
    }

    public static void End(Utf8Text message, int items)
    {
        BinaryPrimitives.WriteUInt16BigEndian(message.Bytes, (ushort)(message.Length - 2));
        BinaryPrimitives.WriteUInt16BigEndian(message.Bytes.AsSpan(7), (ushort)items);
    }

    /// <param name="to">The message.</param>
    /// <param name="id">The topic's number on this connection.</param>
    /// <param name="topic">Its name.</param>
    /// <param name="fields">Its values, big endian.</param>
    /// <param name="multiplier">With <paramref name="precision"/>, what prices are to be divided by.</param>
    /// <param name="precision">Decimal digits.</param>
    /// <param name="texts">Exchange, exchange token, display symbol.</param>
    public static void AppendSnapshot(
        Utf8Text to, ushort id, string topic, ReadOnlySpan<byte> fields, ushort multiplier, byte precision, (string Exchange, string Token, string Display) texts)
    {
        to.Append((byte)'S').Append((byte)(id >> 8)).Append((byte)id);
        AppendText(to, topic);
        to.Append((byte)(fields.Length / 4)).Append(fields).Append("\0\0"u8);        // two bytes whose meaning nobody knows
        to.Append((byte)(multiplier >> 8)).Append((byte)multiplier).Append(precision);
        AppendText(to, texts.Exchange);
        AppendText(to, texts.Token);
        AppendText(to, texts.Display);
    }

    /// <summary>Only what differs from <paramref name="last"/>; the rest is absent.</summary>
    public static void AppendUpdate(Utf8Text to, ushort id, ReadOnlySpan<byte> last, ReadOnlySpan<byte> fields)
    {
        to.Append((byte)'U').Append((byte)(id >> 8)).Append((byte)id).Append((byte)(fields.Length / 4));
        var room = to.Room(fields.Length);
        for (var at = 0; at < fields.Length; at += 4)
        {
            if (fields.Slice(at, 4).SequenceEqual(last.Slice(at, 4))) BinaryPrimitives.WriteInt32BigEndian(room[at..], Absent);
            else fields.Slice(at, 4).CopyTo(room[at..]);
        }

        to.Advance(fields.Length);
    }

    /// <summary>The last price alone, which is the first of the fields.</summary>
    public static void AppendLite(Utf8Text to, ushort id, ReadOnlySpan<byte> fields) =>
        to.Append((byte)'L').Append((byte)(id >> 8)).Append((byte)id).Append(fields[..4]);

    private static void AppendText(Utf8Text to, string text) => to.Append((byte)Encoding.UTF8.GetByteCount(text)).Append(text);
}
