namespace OrleansTicks.Simulator;

/// <summary>What subscribers want of a made-up symbol beside trades and quotes, and how it stands. Prices in hundredths, sizes whole.</summary>
internal sealed class MadeExtras(string symbol) : MadeSpan
{
    public string Symbol => symbol;

    public Topic? Day { get; set; }

    public long DayAt { get; set; }

    /// <summary>Pictures of the book: their streams, how deep, and how often in milliseconds.</summary>
    public List<(Topic Topic, int Levels, int Pace)> Books { get; } = [];

    public long[] BookAt { get; } = new long[6];

    public List<MadeCandle> Candles { get; } = [];

    public long BookId { get; set; }

    public int[] Sizes { get; } = new int[40];
}
