namespace OrleansTicks.Simulator;

/// <summary>The ledger's note of a frame whose venue gives no ids: what a check can compare instead.</summary>
internal readonly struct MadeNote
{
    private readonly Utf8Text _text;

    private MadeNote(Utf8Text text) => _text = text;

    public static MadeNote Begin(Utf8Text text, Topic topic, string kind)
    {
        text.Append("\"symbol\":\""u8).Append(topic.Symbol).Append("\",\"kind\":\""u8).Append(kind).Append("\",\"id\":null,\"topic\":\""u8).Append(topic.Name).Append((byte)'"');
        return new MadeNote(text);
    }

    public MadeNote Number(string name, long number)
    {
        _text.Append(",\""u8).Append(name).Append("\":"u8).Append(number);
        return this;
    }

    /// <summary>A whole number in quotes, as prices and sizes stand.</summary>
    public MadeNote Text(string name, long number)
    {
        _text.Append(",\""u8).Append(name).Append("\":\""u8).Append(number).Append((byte)'"');
        return this;
    }

    /// <summary>Paise as rupees in the shortest text, which is what a float of it gives back.</summary>
    public MadeNote Price(string name, long paise)
    {
        _text.Append(",\""u8).Append(name).Append("\":\""u8).Append((paise / 100m).ToString("0.##", null)).Append((byte)'"');
        return this;
    }
}
