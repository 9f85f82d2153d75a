using System.Text;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>The topics of one connection. An id has a meaning only after its snapshot, and only here.</summary>
/// <param name="instrumentOf">The store's id of a topic's name, or 0.</param>
internal sealed class FyersTopics(Func<byte[], int> instrumentOf)
{
    public const byte Snapshot = 83;
    public const byte Update = 85;
    public const byte Lite = 76;

    /// <summary>Bytes behind a snapshot's fields whose meaning no source knows.</summary>
    private const int Unknown = 2;

    private readonly Dictionary<ushort, FyersTopic> _topics = [];

    /// <summary>Reads one item and takes it in.</summary>
    /// <param name="reader">At the item's first byte; behind the item afterwards, if it was whole.</param>
    /// <param name="kind">What it was: <see cref="Snapshot"/>, <see cref="Update"/> or <see cref="Lite"/>.</param>
    /// <param name="id">The topic's id.</param>
    /// <param name="topic">Null when no snapshot told of it: the item is passed over.</param>
    /// <returns>A fault after which nothing of the frame can be read; else none.</returns>
    public RejectKind TryRead(scoped ref FyersReader reader, out byte kind, out ushort id, out FyersTopic? topic)
    {
        topic = null;
        id = 0;
        if (!reader.TryByte(out kind)) return RejectKind.Truncated;
        if (kind is not (Snapshot or Update or Lite)) return RejectKind.Malformed;
        if (!reader.TryHalf(out id)) return RejectKind.Truncated;
        if (kind is Snapshot) return ReadSnapshot(ref reader, id, out topic);
        byte count = 1;
        if (kind is Update && !reader.TryByte(out count)) return RejectKind.Truncated;
        if (!reader.TryTake(count * 4, out var bytes)) return RejectKind.Truncated;
        if (!_topics.TryGetValue(id, out topic)) return RejectKind.None;
        topic.Update();
        Take(bytes, topic);
        return RejectKind.None;
    }

    public static FyersTopicKind KindOf(ReadOnlySpan<byte> name) => name switch
    {
        [(byte)'s', (byte)'f', (byte)'|', ..] => FyersTopicKind.Scrip,
        [(byte)'i', (byte)'f', (byte)'|', ..] => FyersTopicKind.Index,
        [(byte)'d', (byte)'p', (byte)'|', ..] => FyersTopicKind.Depth,
        _ => FyersTopicKind.Unknown,
    };

    private RejectKind ReadSnapshot(scoped ref FyersReader reader, ushort id, out FyersTopic? topic)
    {
        topic = null;
        if (!reader.TryText(out var name) || !reader.TryByte(out var count) || !reader.TryTake(count * 4, out var fields)) return RejectKind.Truncated;
        if (!reader.TryTake(Unknown, out _) || !reader.TryHalf(out var multiplier) || !reader.TryByte(out var precision)) return RejectKind.Truncated;
        if (!reader.TryText(out var exchange) || !reader.TryText(out var token) || !reader.TryText(out var display)) return RejectKind.Truncated;
        if (!_topics.TryGetValue(id, out topic) || !name.SequenceEqual(topic.Name))
        {
            var owned = name.ToArray();
            topic = new FyersTopic { Name = owned, Kind = KindOf(name), Instrument = instrumentOf(owned) };
            topic.Describe(multiplier, precision, Encoding.UTF8.GetString(exchange), Encoding.UTF8.GetString(token), Encoding.UTF8.GetString(display));
            _topics[id] = topic;
        }
        else if (topic.Multiplier != multiplier || topic.Precision != precision)
        {
            topic.Describe(multiplier, precision, topic.Exchange, topic.Token, topic.Display);
        }

        topic.Begin(count);
        Take(fields, topic);
        return RejectKind.None;
    }

    private static void Take(ReadOnlySpan<byte> bytes, FyersTopic topic)
    {
        for (var field = 0; bytes.Length >= 4; field++, bytes = bytes[4..])
            topic.Set(field, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes));
    }
}
