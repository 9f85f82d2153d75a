using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Reads the messages of one connection; remembers the fields of each topic, since updates carry only what changed.</summary>
/// <remarks>
/// A scrip's trade is new when price, volume or time of trade changed; its identity is the day and the day's volume, which grows with every trade. Indices and
/// lite items are last prices without identity. Messages may lie back to back in one frame.
/// </remarks>
/// <param name="topics">Topics, each with its instrument.</param>
/// <param name="mode">What was asked for.</param>
/// <param name="topicsOf">The topics of another plan, where the connection may come to carry one.</param>
internal sealed class FyersFrames(SymbolTable topics, FeedMode mode, Func<StreamPlan, IEnumerable<Instrument>>? topicsOf = null) : IFrameParser
{
    private const ulong TradeFields = 1 << FyersFields.Price | 1 << FyersFields.Volume | 1 << FyersFields.TradeTime;
    private const ulong QuoteFields = 1 << FyersFields.Bid | 1 << FyersFields.Ask | 1 << FyersFields.BidSize | 1 << FyersFields.AskSize;
    private const ulong BestFields = 1 << FyersFields.DepthBid | 1 << FyersFields.DepthAsk | 1 << FyersFields.DepthBidSize | 1 << FyersFields.DepthAskSize;
    private const long SecondsPerDay = 86_400;
    private const long Micro = 1_000_000;

    private readonly FyersTopics _topics = new(name => topics.Find(name));
    private uint _ackCount;
    private uint _unacknowledged;
    private uint _lastMessage;

    public void Carry(StreamPlan plan) => topics.Add(topicsOf?.Invoke(plan) ?? []);

    public FrameVerdict Parse(ReadOnlySpan<byte> frame, bool binary, TickBuffer ticks)
    {
        if (!binary) return FrameVerdict.Rejected(RejectKind.WrongType);
        if (frame.IsEmpty) return new(FrameKind.Heartbeat);
        var verdict = new FrameVerdict(FrameKind.Heartbeat);
        var messages = new FyersReader(frame);
        while (!messages.IsAtEnd)
        {
            if (!messages.TryHalf(out var length) || length == 0 || !messages.TryTake(length, out var message))
                return ticks.Count > 0 ? new(FrameKind.Data, RejectKind.Truncated) : FrameVerdict.Rejected(RejectKind.Truncated);
            var next = ReadMessage(message, ticks);
            if (next.Kind is FrameKind.Refused) return next;
            // Data and what went wrong outweigh a sign of life beside them.
            if (verdict.Kind is FrameKind.Heartbeat || next.Kind is FrameKind.Data) verdict = next with { Reject = verdict.Reject is RejectKind.None ? next.Reject : verdict.Reject };
            else if (next.Reject is not RejectKind.None) verdict = verdict with { Reject = next.Reject };
        }

        return verdict;
    }

    /// <summary>After every so many data messages the venue wants to hear which was the last.</summary>
    public bool TryTakeReply(out ReadOnlyMemory<byte> reply)
    {
        reply = default;
        if (_ackCount == 0 || _unacknowledged < _ackCount) return false;
        _unacknowledged = 0;
        reply = FyersRequests.Acknowledge(_lastMessage);
        return true;
    }

    private FrameVerdict ReadMessage(ReadOnlySpan<byte> message, TickBuffer ticks)
    {
        var reader = new FyersReader(message);
        reader.TryByte(out var type);
        switch (type)
        {
            case FyersType.Data:
                return ReadData(ref reader, ticks);
            case FyersType.Login or FyersType.Subscribe or FyersType.Unsubscribe or FyersType.Pause or FyersType.Resume or FyersType.Mode:
                var fault = FyersAnswer.TryRead(ref reader, out var answer);
                if (fault is not RejectKind.None) return FrameVerdict.Rejected(fault);
                if (type is FyersType.Login) _ackCount = answer.AckCount;
                if (!answer.IsYes) return new(FrameKind.Refused, RejectKind.None, type is FyersType.Login ? Reason.Auth : Reason.ServerClose, FyersReasons.Of(type));
                return new(type switch { FyersType.Login => FrameKind.Welcomed, FyersType.Subscribe => FrameKind.Acknowledged, _ => FrameKind.Heartbeat });
            case FyersType.Ping:
                return new(FrameKind.Heartbeat);
            default:
                return new(FrameKind.NotAsked);
        }
    }

    private FrameVerdict ReadData(scoped ref FyersReader reader, TickBuffer ticks)
    {
        if (!reader.TryWord(out var number) || !reader.TryHalf(out var count)) return FrameVerdict.Rejected(RejectKind.Truncated);
        _lastMessage = number;
        _unacknowledged++;
        var fault = RejectKind.None;
        for (var i = 0; i < count; i++)
        {
            var broken = _topics.TryRead(ref reader, out var kind, out _, out var topic);
            if (broken is not RejectKind.None) return ticks.Count > 0 ? new(FrameKind.Data, broken) : FrameVerdict.Rejected(broken);
            var before = ticks.Count;
            var item = topic is null || topic.Instrument == 0 ? RejectKind.UnknownInstrument : ReadItem(kind, topic, ticks);
            if (item is RejectKind.None) continue;
            ticks.Truncate(before);
            if (fault is RejectKind.None or RejectKind.UnknownInstrument) fault = item;
        }

        if (!reader.IsAtEnd && fault is RejectKind.None) fault = RejectKind.Malformed;
        return fault is RejectKind.None || ticks.Count > 0 ? new(FrameKind.Data, fault) : FrameVerdict.Rejected(fault);
    }

    private RejectKind ReadItem(byte kind, FyersTopic topic, TickBuffer ticks)
    {
        if (kind is FyersTopics.Lite) return AddLast(topic, FyersFields.Absent, ticks);
        switch (topic.Kind)
        {
            case FyersTopicKind.Scrip:
                var fault = topic.HasChanged(TradeFields) ? AddTrade(topic, ticks) : RejectKind.None;
                if (fault is RejectKind.None && mode is FeedMode.Quote && topic.HasChanged(QuoteFields))
                    fault = AddQuote(topic, (FyersFields.Bid, FyersFields.BidSize, FyersFields.Ask, FyersFields.AskSize), topic[FyersFields.FeedTime], ticks);
                return fault is RejectKind.None && mode is not FeedMode.Ticker ? FyersDay.TakeDay(topic, FyersFields.ScripDay, ticks) : fault;
            case FyersTopicKind.Index:
                fault = topic.HasChanged(1 << FyersFields.Price | 1 << FyersFields.IndexTime) ? AddLast(topic, topic[FyersFields.IndexTime], ticks) : RejectKind.None;
                return fault is RejectKind.None && mode is not FeedMode.Ticker ? FyersDay.TakeDay(topic, FyersFields.IndexDay, ticks) : fault;
            case FyersTopicKind.Depth when mode is FeedMode.Full:
                fault = topic.HasChanged(BestFields)
                    ? AddQuote(topic, (FyersFields.DepthBid, FyersFields.DepthBidSize, FyersFields.DepthAsk, FyersFields.DepthAskSize), FyersFields.Absent, ticks) : RejectKind.None;
                return fault is RejectKind.None ? FyersDay.TakeDepth(topic, ticks) : fault;
            default:
                return RejectKind.None;
        }
    }

    private static RejectKind AddTrade(FyersTopic topic, TickBuffer ticks)
    {
        int volume = topic[FyersFields.Volume], time = topic[FyersFields.TradeTime], size = topic[FyersFields.TradeSize];
        if (volume <= 0 || time <= 0 || size < 0) return AddLast(topic, time, ticks);
        var fault = AddLast(topic, time, ticks);
        if (fault is not RejectKind.None || topic[FyersFields.Price] <= 0) return fault;
        ref var tick = ref ticks[ticks.Count - 1];
        tick.Kind = TickKind.Trade;
        tick.Flags = 0;
        tick.Size = size;
        tick.Identity = (time / SecondsPerDay << 32) | (uint)volume;
        return RejectKind.None;
    }

    private static RejectKind AddLast(FyersTopic topic, int time, TickBuffer ticks)
    {
        // Not there, or 0: nothing was traded yet.
        if (topic[FyersFields.Price] is FyersFields.Absent or 0) return RejectKind.None;
        var fault = topic.TryPrice(FyersFields.Price, out var price, out var scale);
        if (fault is RejectKind.None && price < 0) fault = RejectKind.BadNumber;
        if (fault is RejectKind.None && time is not (FyersFields.Absent or 0) && time * Micro < TickTime.Earliest) fault = RejectKind.BadTime;
        if (fault is not RejectKind.None) return fault;
        ref var tick = ref ticks.Add();
        tick.Kind = TickKind.LastPrice;
        tick.Instrument = topic.Instrument;
        tick.Identity = Tick.None;
        tick.Time = time is FyersFields.Absent or 0 ? Tick.None : time * Micro;
        tick.Flags = TickFlags.NoSize;
        (tick.Price, tick.PriceScale) = (price, scale);
        return RejectKind.None;
    }

    private static RejectKind AddQuote(FyersTopic topic, (int Bid, int BidSize, int Ask, int AskSize) at, int time, TickBuffer ticks)
    {
        long bid = 0, ask = 0;
        byte bidScale = 0, askScale = 0;
        var fault = topic[at.Bid] is FyersFields.Absent ? RejectKind.None : topic.TryPrice(at.Bid, out bid, out bidScale);
        if (fault is RejectKind.None && topic[at.Ask] is not FyersFields.Absent) fault = topic.TryPrice(at.Ask, out ask, out askScale);
        if (fault is RejectKind.None && (bid < 0 || ask < 0)) fault = RejectKind.BadNumber;
        if (fault is RejectKind.None && time is not (FyersFields.Absent or 0) && time * Micro < TickTime.Earliest) fault = RejectKind.BadTime;
        if (fault is not RejectKind.None) return fault;
        ref var tick = ref ticks.Add();
        tick.Kind = TickKind.Quote;
        tick.Instrument = topic.Instrument;
        tick.Identity = Tick.None;
        tick.Time = time is FyersFields.Absent or 0 ? Tick.None : time * Micro;
        (tick.Price, tick.PriceScale, tick.Size) = (bid, bidScale, Math.Max(0, topic[at.BidSize]));
        (tick.Ask, tick.AskScale, tick.AskSize) = (ask, askScale, Math.Max(0, topic[at.AskSize]));
        return RejectKind.None;
    }
}
