using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Reads the live feed's packets. Pure over bytes; remembers of each instrument what it said last, since a packet may say the same trade again.</summary>
/// <remarks>
/// A quote or full packet tells of a new trade when time, price or day volume changed. Its identity is the day and the day's volume: the volume grows with
/// every trade, so the same trade has the same number on every connection and node. Ticker packets carry no volume and have no identity.
/// </remarks>
internal sealed class DhanFrames : IFrameParser
{
    private const int SecondsPerDay = 86_400;

    private readonly Func<StreamPlan, IEnumerable<(byte Segment, uint SecurityId, int Instrument)>> _codesOf;
    private readonly Dictionary<ulong, Seen> _seen;
    private readonly FeedMode _mode;
    private readonly int _ahead;

    /// <param name="codes">Segment byte, security id and the store's id of each instrument.</param>
    /// <param name="mode">What was asked for.</param>
    /// <param name="ahead">Seconds that the venue's clock is ahead of UTC.</param>
    /// <param name="codesOf">The codes of another plan, where the connection may come to carry one.</param>
    public DhanFrames(
        IEnumerable<(byte Segment, uint SecurityId, int Instrument)> codes, FeedMode mode, int ahead, Func<StreamPlan, IEnumerable<(byte Segment, uint SecurityId, int Instrument)>>? codesOf = null)
    {
        _codesOf = codesOf ?? (static _ => []);
        _seen = codes.ToDictionary(code => KeyOf(code.Segment, code.SecurityId), code => new Seen { Instrument = code.Instrument });
        _mode = mode;
        _ahead = ahead;
    }

    public void Carry(StreamPlan plan)
    {
        foreach (var (segment, securityId, instrument) in _codesOf(plan)) _seen.TryAdd(KeyOf(segment, securityId), new Seen { Instrument = instrument });
    }

    public FrameVerdict Parse(ReadOnlySpan<byte> frame, bool binary, TickBuffer ticks)
    {
        if (!binary) return FrameVerdict.Rejected(RejectKind.WrongType);
        if (frame.IsEmpty) return new(FrameKind.Heartbeat);
        var packets = new DhanPackets(frame);
        var fault = RejectKind.None;
        var kind = FrameKind.Heartbeat;
        while (packets.TryNext(out var packet))
        {
            if (packet.Code is DhanCode.Disconnect) return new(FrameKind.Refused, RejectKind.None, DhanReasons.Of(packet.Reason), packet.Reason);
            var read = Read(packet, ticks, out var said);
            if (read is not RejectKind.None && fault is RejectKind.None) fault = read;
            if (said is FrameKind.Data || kind is FrameKind.Heartbeat) kind = said;
        }

        if (fault is RejectKind.None) fault = packets.Fault;
        if (fault is RejectKind.None) return new(kind);
        return ticks.Count > 0 ? new(FrameKind.Data, fault) : FrameVerdict.Rejected(fault);
    }

    private RejectKind Read(in DhanPacket packet, TickBuffer ticks, out FrameKind said)
    {
        said = FrameKind.Data;
        switch (packet.Code)
        {
            case DhanCode.Ticker or DhanCode.Quote or DhanCode.Full:
                if (!_seen.TryGetValue(KeyOf(packet.Segment, packet.SecurityId), out var seen)) return RejectKind.UnknownInstrument;
                var count = ticks.Count;
                var fault = ReadTrade(packet, seen, ticks);
                if (fault is RejectKind.None && packet.Code is DhanCode.Full && _mode is FeedMode.Full) fault = ReadBest(packet, seen, ticks);
                if (fault is RejectKind.None && packet.Code is not DhanCode.Ticker && _mode is not FeedMode.Ticker)
                    fault = seen.Day.Take(packet, seen.Instrument, packet.Code is DhanCode.Full && _mode is FeedMode.Full, ticks);
                if (fault is not RejectKind.None) ticks.Truncate(count);
                return fault;
            case DhanCode.OpenInterest or DhanCode.PreviousClose:
                if (!_seen.TryGetValue(KeyOf(packet.Segment, packet.SecurityId), out var known)) return RejectKind.UnknownInstrument;
                // The venue sends them in every mode; ticker is last prices alone.
                if (_mode is FeedMode.Ticker) return RejectKind.None;
                if (packet.Code is DhanCode.PreviousClose) return known.Day.TakePrevious(packet, known.Instrument, ticks);
                known.Day.TakeOpenInterest(packet, known.Instrument, ticks);
                return RejectKind.None;
            case DhanCode.Heartbeat or DhanCode.MarketStatus:
                said = FrameKind.Heartbeat;
                return RejectKind.None;
            default:
                said = FrameKind.NotAsked;
                return RejectKind.None;
        }
    }

    /// <summary>The last trade, when it is a new one. A price of 0 is a day without a trade so far.</summary>
    private RejectKind ReadTrade(in DhanPacket packet, Seen seen, TickBuffer ticks)
    {
        var fault = Singles.TryConvert(packet.LastPrice, out var price, out var scale);
        if (fault is RejectKind.None && price < 0) fault = RejectKind.BadNumber;
        if (fault is not RejectKind.None) return fault;
        var raw = packet.LastTime;
        var time = DhanTime.ToUtc(raw, _ahead);
        if (raw != 0 && time < TickTime.Earliest) return RejectKind.BadTime;
        if (price == 0) return RejectKind.None;
        var hasVolume = packet.Code is not DhanCode.Ticker && packet.Volume > 0;
        var volume = hasVolume ? packet.Volume : 0;
        var isNew = packet.Code is DhanCode.Ticker || (seen.Time, seen.Price, seen.Volume) != (raw, packet.LastPrice, volume);
        (seen.Time, seen.Price, seen.Volume) = (raw, packet.LastPrice, volume);
        if (!isNew) return RejectKind.None;
        ref var tick = ref ticks.Add();
        tick.Instrument = seen.Instrument;
        (tick.Price, tick.PriceScale) = (price, scale);
        tick.Time = raw == 0 ? Tick.None : time;
        tick.Identity = Tick.None;
        tick.Kind = TickKind.LastPrice;
        tick.Flags = TickFlags.NoSize;
        if (!hasVolume || raw == 0) return RejectKind.None;
        tick.Kind = TickKind.Trade;
        tick.Flags = 0;
        tick.Size = packet.LastQuantity;
        tick.Identity = ((long)(raw / SecondsPerDay) << 32) | volume;
        return RejectKind.None;
    }

    /// <summary>The best level of the book, when it changed. An empty side is price 0 with size 0.</summary>
    private static RejectKind ReadBest(in DhanPacket packet, Seen seen, TickBuffer ticks)
    {
        var best = packet.Level(0);
        if (best == seen.Best && seen.HasBest) return RejectKind.None;
        var fault = Singles.TryConvert(best.Bid, out var bid, out var bidScale);
        var askFault = Singles.TryConvert(best.Ask, out var ask, out var askScale);
        if (fault is RejectKind.None) fault = askFault;
        if (fault is RejectKind.None && (bid < 0 || ask < 0)) fault = RejectKind.BadNumber;
        if (fault is not RejectKind.None) return fault;
        (seen.Best, seen.HasBest) = (best, true);
        ref var tick = ref ticks.Add();
        tick.Kind = TickKind.Quote;
        tick.Instrument = seen.Instrument;
        tick.Time = tick.Identity = Tick.None;
        (tick.Price, tick.PriceScale, tick.Size) = (bid, bidScale, best.BidQuantity);
        (tick.Ask, tick.AskScale, tick.AskSize) = (ask, askScale, best.AskQuantity);
        return RejectKind.None;
    }

    private static ulong KeyOf(byte segment, uint securityId) => ((ulong)segment << 32) | securityId;

    /// <summary>What an instrument said last.</summary>
    private sealed class Seen
    {
        public required int Instrument { get; init; }

        public uint Time { get; set; }

        public float Price { get; set; }

        public uint Volume { get; set; }

        public DhanLevel Best { get; set; }

        public bool HasBest { get; set; }

        public DhanDay Day => field ??= new DhanDay();
    }
}
