using System.Text.Json.Nodes;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Every field of every packet of DhanHQ's live feed.</summary>
internal sealed class DhanDecoder(int ahead) : IWireDecoder
{
    public bool IsBinary => true;

    public IReadOnlyList<JsonObject> Decode(ReadOnlySpan<byte> frame, bool binary)
    {
        if (!binary) return [VerdictJson.Rejected(RejectKind.WrongType)];
        if (frame.IsEmpty) return [VerdictJson.Of(FrameKind.Heartbeat)];
        var all = new List<JsonObject>();
        var packets = new DhanPackets(frame);
        while (packets.TryNext(out var packet)) all.Add(Of(packet));
        if (packets.Fault is not RejectKind.None) all.Add(VerdictJson.Rejected(packets.Fault));
        return all;
    }

    private JsonObject Of(in DhanPacket packet)
    {
        var json = VerdictJson.Of(KindOf(packet.Code));
        json["packet"] = DhanCode.NameOf(packet.Code);
        json["code"] = packet.Code;
        json["length"] = packet.SaidLength;
        if (packet.SaidLength != packet.Length) json["lengthExpected"] = packet.Length;
        json["segment"] = DhanSegment.NameOf(packet.Segment) ?? $"unknown {packet.Segment}";
        json["segmentCode"] = packet.Segment;
        json["securityId"] = packet.SecurityId;
        var isSound = true;
        switch (packet.Code)
        {
            case DhanCode.Ticker:
                isSound &= Trade(json, packet);
                break;
            case DhanCode.Quote or DhanCode.Full:
                isSound &= Trade(json, packet);
                json["lastQuantity"] = packet.LastQuantity;
                isSound &= Price(json, "averagePrice", packet.AveragePrice);
                json["volume"] = packet.Volume;
                json["totalSellQuantity"] = packet.SellQuantity;
                json["totalBuyQuantity"] = packet.BuyQuantity;
                if (packet.Code is DhanCode.Full)
                {
                    json["openInterest"] = packet.OpenInterest;
                    json["openInterestHigh"] = packet.OpenInterestHigh;
                    json["openInterestLow"] = packet.OpenInterestLow;
                }

                isSound &= Price(json, "open", packet.Open) & Price(json, "close", packet.Close) & Price(json, "high", packet.High) & Price(json, "low", packet.Low);
                if (packet.Code is DhanCode.Full) isSound &= Depth(json, packet);
                break;
            case DhanCode.OpenInterest:
                json["openInterest"] = packet.OpenInterest;
                break;
            case DhanCode.PreviousClose:
                isSound &= Price(json, "previousClose", packet.PreviousClose);
                json["previousOpenInterest"] = packet.PreviousOpenInterest;
                break;
            case DhanCode.Disconnect:
                json["disconnectCode"] = packet.Reason;
                json["reason"] = DhanReasons.Of(packet.Reason).Word();
                json["text"] = DhanReasons.TextOf(packet.Reason);
                break;
        }

        if (!isSound)
        {
            json["verdict"] = FrameKind.Rejected.Word();
            json["reject"] = RejectKind.BadNumber.Word();
        }

        return json;
    }

    private bool Trade(JsonObject json, in DhanPacket packet)
    {
        var isSound = Price(json, "lastPrice", packet.LastPrice);
        json["lastTimeRaw"] = packet.LastTime;
        json["lastTime"] = packet.LastTime == 0 ? null : TickJson.TimeOf(DhanTime.ToUtc(packet.LastTime, ahead));
        return isSound;
    }

    private static bool Depth(JsonObject json, in DhanPacket packet)
    {
        var isSound = true;
        var levels = new JsonArray();
        for (var i = 0; i < DhanPacket.Levels; i++)
        {
            var level = packet.Level(i);
            var row = new JsonObject { ["bidQuantity"] = level.BidQuantity, ["askQuantity"] = level.AskQuantity, ["bidOrders"] = level.BidOrders, ["askOrders"] = level.AskOrders };
            isSound &= Price(row, "bid", level.Bid) & Price(row, "ask", level.Ask);
            levels.Add(row);
        }

        json["depth"] = levels;
        return isSound;
    }

    private static bool Price(JsonObject json, string name, float value)
    {
        var fault = Singles.TryConvert(value, out var price, out var scale);
        json[name] = fault is RejectKind.None ? FixedPoint.Format(price, scale) : null;
        return fault is RejectKind.None && price >= 0;
    }

    private static FrameKind KindOf(byte code) => code switch
    {
        DhanCode.Heartbeat or DhanCode.MarketStatus => FrameKind.Heartbeat,
        DhanCode.Ticker or DhanCode.Quote or DhanCode.Full or DhanCode.OpenInterest or DhanCode.PreviousClose => FrameKind.Data,
        DhanCode.Disconnect => FrameKind.Refused,
        _ => FrameKind.NotAsked,
    };
}
