namespace OrleansTicks.Simulator;

/// <summary>The ledger's note of a frame: symbol, kind, id and the texts that the check compares.</summary>
internal static class TickNote
{
    public static void Append(Utf8Text text, Topic topic, long? id)
    {
        text.Append("\"symbol\":\""u8).Append(topic.Symbol).Append("\",\"kind\":\""u8).Append(topic.KindWord).Append("\",\"id\":"u8);
        if (id is { } number) text.Append(number);
        else text.Append("null"u8);
    }

    public static void AppendTrade(Utf8Text text, Topic topic, long id, ReadOnlySpan<byte> price, ReadOnlySpan<byte> size, long time)
    {
        Append(text, topic, id);
        text.Append(",\"p\":\""u8).Append(price).Append("\",\"q\":\""u8).Append(size).Append("\",\"T\":"u8).Append(time);
    }

    public static void AppendQuote(
        Utf8Text text, Topic topic, long id, ReadOnlySpan<byte> bid, ReadOnlySpan<byte> bidSize, ReadOnlySpan<byte> ask, ReadOnlySpan<byte> askSize)
    {
        Append(text, topic, id);
        text.Append(",\"b\":\""u8).Append(bid).Append("\",\"B\":\""u8).Append(bidSize)
            .Append("\",\"a\":\""u8).Append(ask).Append("\",\"A\":\""u8).Append(askSize).Append((byte)'"');
    }
}
