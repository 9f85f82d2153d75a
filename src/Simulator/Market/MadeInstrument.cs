namespace OrleansTicks.Simulator;

/// <summary>One made-up instrument of an Indian exchange: all that its venues say of it. Prices in paise (hundredths), walking by 5.</summary>
internal sealed class MadeInstrument
{
    public const int Levels = 5;
    private const int TickSize = 5;

    public long Price { get; set; }

    /// <summary>Average traded price of the day.</summary>
    public long Average { get; set; }

    public long Open { get; set; }

    public long High { get; set; }

    public long Low { get; set; }

    /// <summary>Of the day before.</summary>
    public long Close { get; set; }

    public int LastSize { get; set; }

    public long Volume { get; set; }

    public long TotalBuy { get; set; }

    public long TotalSell { get; set; }

    public long OpenInterest { get; set; }

    public long OpenInterestHigh { get; set; }

    public long OpenInterestLow { get; set; }

    /// <summary>Of the last trade.</summary>
    public DateTimeOffset Time { get; set; }

    /// <summary>Best first.</summary>
    public MadeLevel[] Bids { get; } = new MadeLevel[Levels];

    public MadeLevel[] Asks { get; } = new MadeLevel[Levels];

    public static MadeInstrument New(Random random, DateTimeOffset now)
    {
        var price = random.Next(1_000, 80_000) * (long)TickSize;
        var made = new MadeInstrument
        {
            Price = price, Average = price, Open = price, High = price, Low = price, Close = price - (random.Next(-20, 21) * TickSize),
            Volume = random.Next(1_000, 1_000_000), TotalBuy = random.Next(1_000, 90_000), TotalSell = random.Next(1_000, 90_000),
        };
        made.OpenInterest = made.OpenInterestHigh = made.OpenInterestLow = random.Next(1_000, 2_000_000);
        made.Move(random, now);
        return made;
    }

    /// <summary>One more trade, and the book moves with it.</summary>
    public void Move(Random random, DateTimeOffset now)
    {
        Price = Math.Max(20 * TickSize, Price + (random.Next(-2, 3) * TickSize));
        LastSize = random.Next(1, 400);
        Average = ((Average * Volume) + (Price * LastSize)) / (Volume + LastSize);
        Volume += LastSize;
        (High, Low) = (Math.Max(High, Price), Math.Min(Low, Price));
        OpenInterest = Math.Max(0, OpenInterest + random.Next(-50, 51));
        (OpenInterestHigh, OpenInterestLow) = (Math.Max(OpenInterestHigh, OpenInterest), Math.Min(OpenInterestLow, OpenInterest));
        (TotalBuy, TotalSell) = (Math.Max(1, TotalBuy + random.Next(-99, 100)), Math.Max(1, TotalSell + random.Next(-99, 100)));
        Time = now;
        var (bid, ask) = (Price - (random.Next(0, 3) * TickSize), Price + (random.Next(1, 4) * TickSize));
        for (var i = 0; i < Levels; i++)
        {
            Bids[i] = new MadeLevel(bid - (i * TickSize), random.Next(1, 5000), random.Next(1, 60));
            Asks[i] = new MadeLevel(ask + (i * TickSize), random.Next(1, 5000), random.Next(1, 60));
        }
    }
}
