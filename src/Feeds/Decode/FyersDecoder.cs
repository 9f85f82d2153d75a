using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Every item of Fyers' data frames, with what the connection's snapshots said before.</summary>
internal sealed class FyersDecoder : IWireDecoder
{
    private readonly FyersTopics _topics = new(static _ => 1);

    public bool IsBinary => true;

    public IReadOnlyList<JsonObject> Decode(ReadOnlySpan<byte> frame, bool binary)
    {
        if (!binary) return [VerdictJson.Rejected(RejectKind.WrongType)];
        if (frame.IsEmpty) return [VerdictJson.Of(FrameKind.Heartbeat)];
        var all = new List<JsonObject>();
        var messages = new FyersReader(frame);
        while (!messages.IsAtEnd)
        {
            if (messages.TryHalf(out var length) && length > 0 && messages.TryTake(length, out var message))
            {
                Add(message, all);
                continue;
            }

            all.Add(VerdictJson.Rejected(RejectKind.Truncated));
            break;
        }

        return all;
    }

    private void Add(ReadOnlySpan<byte> message, List<JsonObject> all)
    {
        var reader = new FyersReader(message);
        reader.TryByte(out var type);
        if (type is FyersType.Data)
        {
            AddData(ref reader, all);
            return;
        }

        var kind = FrameKind.NotAsked;
        var answer = default(FyersAnswer);
        if (type is FyersType.Ping) kind = FrameKind.Heartbeat;
        if (type is FyersType.Login or FyersType.Subscribe or FyersType.Unsubscribe or FyersType.Pause or FyersType.Resume or FyersType.Mode)
        {
            var fault = FyersAnswer.TryRead(ref reader, out answer);
            if (fault is not RejectKind.None)
            {
                all.Add(With(VerdictJson.Rejected(fault), "packet", FyersType.NameOf(type)));
                return;
            }

            kind = !answer.IsYes ? FrameKind.Refused : type is FyersType.Login ? FrameKind.Welcomed : FrameKind.Acknowledged;
        }

        var json = With(VerdictJson.Of(kind), "packet", FyersType.NameOf(type));
        json["type"] = type;
        if (kind is FrameKind.Refused or FrameKind.Welcomed or FrameKind.Acknowledged) json["ok"] = answer.IsYes;
        if (kind is FrameKind.Welcomed) json["ackCount"] = answer.AckCount;
        if (kind is FrameKind.Refused) json["text"] = FyersReasons.TextOf(FyersReasons.Of(type));
        all.Add(json);
    }

    private void AddData(scoped ref FyersReader reader, List<JsonObject> all)
    {
        if (!reader.TryWord(out var number) || !reader.TryHalf(out var count))
        {
            all.Add(VerdictJson.Rejected(RejectKind.Truncated));
            return;
        }

        for (var i = 0; i < count; i++)
        {
            var broken = _topics.TryRead(ref reader, out var kind, out var id, out var topic);
            var json = broken is not RejectKind.None ? VerdictJson.Rejected(broken)
                : topic is null ? VerdictJson.Rejected(RejectKind.UnknownInstrument) : VerdictJson.Of(FrameKind.Data);
            json["message"] = number;
            json["packet"] = kind switch { FyersTopics.Snapshot => "snapshot", FyersTopics.Update => "update", FyersTopics.Lite => "lite", _ => "unknown" };
            json["topicId"] = id;
            if (broken is RejectKind.None && topic is not null) Describe(json, topic);
            all.Add(json);
            if (broken is not RejectKind.None) return;
        }

        if (!reader.IsAtEnd) all.Add(VerdictJson.Rejected(RejectKind.Malformed));
    }

    private static void Describe(JsonObject json, FyersTopic topic)
    {
        json["topic"] = Encoding.UTF8.GetString(topic.Name);
        json["exchange"] = topic.Exchange;
        json["token"] = topic.Token;
        json["symbol"] = topic.Display;
        json["multiplier"] = topic.Multiplier;
        json["precision"] = topic.Precision;
        var names = FyersFields.NamesOf(topic.Kind);
        var changed = new JsonArray();
        for (var bits = topic.Changed; bits != 0; bits &= bits - 1) changed.Add((JsonNode?)NameOf(names, BitOperations.TrailingZeroCount(bits)));
        json["changed"] = changed;
        var fields = new JsonObject();
        for (var field = 0; field < topic.Count; field++) fields[NameOf(names, field)] = ValueOf(topic, field);
        json["fields"] = fields;
    }

    private static string NameOf(IReadOnlyList<string> names, int field) => field < names.Count ? names[field] : $"field{field}";

    /// <summary>A price as exact text; whatever else as the number it is; null while it was never sent.</summary>
    private static JsonNode? ValueOf(FyersTopic topic, int field)
    {
        if (topic[field] == FyersFields.Absent) return null;
        if (!FyersFields.IsPrice(topic.Kind, field)) return topic[field];
        return topic.TryPrice(field, out var price, out var scale) is RejectKind.None ? FixedPoint.Format(price, scale) : null;
    }

    private static JsonObject With(JsonObject json, string name, string value)
    {
        json[name] = value;
        return json;
    }
}
