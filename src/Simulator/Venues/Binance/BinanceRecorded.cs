namespace OrleansTicks.Simulator;

/// <summary>Recorded frames of Binance, bare or wrapped.</summary>
internal sealed class BinanceRecorded(Func<string, Topic> topicOf) : IRecordedWire
{
    public bool TryAdd(ReadOnlySpan<byte> line, Func<Topic, bool> plays, FrameBlockBuilder block, ref long time)
    {
        if (!BinanceFrame.TryRead(line, out var frame)) return false;
        var topic = topicOf(frame.Stream!);
        if (plays(topic)) Add(line, frame, topic, block);
        return true;
    }

    private static void Add(ReadOnlySpan<byte> line, in BinanceFrame frame, Topic topic, FrameBlockBuilder block)
    {
        var text = block.Text;
        var start = text.Length;
        var dataStart = start;
        if (frame.Wrapped)
        {
            line.Overlaps(frame.Data, out var within);
            dataStart += within;
            text.Append(line);
        }
        else
        {
            text.Append("{\"stream\":\""u8).Append(topic.Name).Append("\",\"data\":"u8);
            dataStart = text.Length;
            text.Append(line).Append((byte)'}');
        }

        var noteStart = text.Length;
        switch (topic.Kind)
        {
            case TopicKind.Trade when frame is { TradeId: { } id, Time: { } time }:
                TickNote.AppendTrade(text, topic, id, frame.Price, frame.Size, time);
                break;
            case TopicKind.AggregateTrade when frame is { AggregateId: { } id, Time: { } time }:
                TickNote.AppendTrade(text, topic, id, frame.Price, frame.Size, time);
                break;
            case TopicKind.Quote when frame.UpdateId is { } id:
                TickNote.AppendQuote(text, topic, id, frame.Bid, frame.BidSize, frame.Ask, frame.AskSize);
                break;
            default:
                TickNote.Append(text, topic, frame.UpdateId);
                BinanceNotes.Append(text, topic, frame.Data);
                break;
        }

        block.Add(topic, start, dataStart, frame.Data.Length, noteStart);
    }
}
