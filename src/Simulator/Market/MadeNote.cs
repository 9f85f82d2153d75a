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

    /// <summary>The day so far, as those packets carry it; with open interest where the packet has it.</summary>
    public MadeNote Day(MadeInstrument made, bool openInterest)
    {
        _text.Append(",\"day\":{\"open\":"u8);
        Quoted(made.Open).Append(",\"high\":"u8);
        Quoted(made.High).Append(",\"low\":"u8);
        Quoted(made.Low).Append(",\"close\":"u8);
        Quoted(made.Close).Append(",\"volume\":"u8).Append(made.Volume);
        if (openInterest)
        {
            _text.Append(",\"open-interest\":"u8).Append(made.OpenInterest).Append(",\"open-interest-high\":"u8).Append(made.OpenInterestHigh)
                .Append(",\"open-interest-low\":"u8).Append(made.OpenInterestLow);
        }

        _text.Append((byte)'}');
        return this;
    }

    /// <summary>The day so far as Fyers tells it; of an index without volume.</summary>
    public MadeNote FyersDay(MadeInstrument made, bool index, bool derivative)
    {
        _text.Append(",\"day\":{\"open\":"u8);
        Quoted(made.Open).Append(",\"high\":"u8);
        Quoted(made.High).Append(",\"low\":"u8);
        Quoted(made.Low).Append(",\"previous-close\":"u8);
        Quoted(made.Close);
        if (!index) _text.Append(",\"volume\":"u8).Append(made.Volume);
        if (derivative) _text.Append(",\"open-interest\":"u8).Append(made.OpenInterest);
        _text.Append((byte)'}');
        return this;
    }

    /// <summary>One figure of the day, a price.</summary>
    public MadeNote DayPrice(string figure, long paise)
    {
        _text.Append(",\"day\":{\""u8).Append(figure).Append("\":"u8);
        Quoted(paise).Append((byte)'}');
        return this;
    }

    /// <summary>One figure of the day, a number.</summary>
    public MadeNote DayNumber(string figure, long number)
    {
        _text.Append(",\"day\":{\""u8).Append(figure).Append("\":"u8).Append(number).Append((byte)'}');
        return this;
    }

    /// <summary>The levels of both sides: level (negative = ask), price, size, orders.</summary>
    public MadeNote Depth(MadeInstrument made)
    {
        _text.Append(",\"depth\":["u8);
        for (var i = 0; i < MadeInstrument.Levels; i++)
        {
            if (i > 0) _text.Append((byte)',');
            Level(i + 1, made.Bids[i]);
            _text.Append((byte)',');
            Level(-i - 1, made.Asks[i]);
        }

        _text.Append((byte)']');
        return this;
    }

    private void Level(int number, MadeLevel level)
    {
        _text.Append((byte)'[').Append(number).Append((byte)',');
        Quoted(level.Price).Append(",\""u8).Append(level.Size).Append("\","u8).Append(level.Orders).Append((byte)']');
    }

    private Utf8Text Quoted(long paise) => _text.Append((byte)'"').Append((paise / 100m).ToString("0.##", null)).Append((byte)'"');

    /// <summary>Paise as rupees in the shortest text, which is what a float of it gives back.</summary>
    public MadeNote Price(string name, long paise)
    {
        _text.Append(",\""u8).Append(name).Append("\":\""u8).Append((paise / 100m).ToString("0.##", null)).Append((byte)'"');
        return this;
    }
}
