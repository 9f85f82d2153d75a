namespace OrleansTicks.Simulator;

/// <summary>What was traded of a made-up symbol in a span of time. Prices in hundredths, sizes whole.</summary>
internal class MadeSpan
{
    public long Open { get; private set; }

    public long High { get; private set; }

    public long Low { get; private set; }

    public long Close { get; private set; }

    public long Volume { get; private set; }

    public long Turnover { get; private set; }

    public long Trades { get; private set; }

    public void Take(long price, int size)
    {
        if (Trades++ == 0) (Open, High, Low) = (price, price, price);
        (High, Low, Close) = (Math.Max(High, price), Math.Min(Low, price), price);
        Volume += size;
        Turnover += price * size;
    }

    /// <summary>Another span begins.</summary>
    protected void Restart() => (Volume, Turnover, Trades) = (0, 0, 0);
}
