using System.Globalization;

namespace OrleansTicks.Simulator;

/// <summary>Puts items into blocks in the form of Kraken's messages: the item is the data, so that several can later share a message.</summary>
internal static class KrakenFrames
{
    public static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);

    /// <summary>Writes the message; the note is to be written next, and then <see cref="End"/> called with what this gives back.</summary>
    public static (int Start, int DataStart, int DataLength, int Note) Begin(FrameBlockBuilder block, string channel, string type, ReadOnlySpan<byte> item)
    {
        var text = block.Text;
        var start = text.Length;
        text.Append("{\"channel\":\""u8).Append(channel).Append("\",\"type\":\""u8).Append(type).Append("\",\"data\":["u8);
        var dataStart = text.Length;
        text.Append(item).Append("]}"u8);
        return (start, dataStart, item.Length, text.Length);
    }

    public static void End(FrameBlockBuilder block, Topic topic, (int Start, int DataStart, int DataLength, int Note) at) =>
        block.Add(topic, at.Start, at.DataStart, at.DataLength, at.Note);
}
