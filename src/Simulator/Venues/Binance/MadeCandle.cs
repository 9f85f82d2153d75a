namespace OrleansTicks.Simulator;

/// <summary>A candle of a made-up symbol. Prices in hundredths, sizes whole.</summary>
/// <param name="topic">Its stream.</param>
/// <param name="text">Its length as the stream says it.</param>
/// <param name="milliseconds">Its length.</param>
internal sealed class MadeCandle(Topic topic, string text, long milliseconds) : MadeSpan
{
    // Longer ones than a day begin at no multiple of their length.
    private static readonly Dictionary<string, long> Lengths = new()
    {
        ["1s"] = 1, ["1m"] = 60, ["3m"] = 180, ["5m"] = 300, ["15m"] = 900, ["30m"] = 1800, ["1h"] = 3600, ["2h"] = 7200, ["4h"] = 14_400, ["6h"] = 21_600, ["8h"] = 28_800,
        ["12h"] = 43_200, ["1d"] = 86_400,
    };

    public Topic Topic => topic;

    public string Text => text;

    public long Start { get; private set; }

    public long End => Start + milliseconds;

    /// <summary>When its state was last sent.</summary>
    public long SentAt { get; set; }

    /// <summary>Its end was sent.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Something was traded since it was last sent.</summary>
    public bool IsChanged { get; set; }

    /// <summary>The candle of a stream's name, or null where there is none.</summary>
    public static MadeCandle? Of(Topic topic, string text) => Lengths.TryGetValue(text, out var seconds) ? new MadeCandle(topic, text, seconds * 1000) : null;

    /// <summary>A trade at this time; the caller has closed the candle before.</summary>
    public void Take(long time, long price, int size)
    {
        if (time >= End)
        {
            Restart();
            (Start, IsClosed) = (time - (time % milliseconds), false);
        }

        Take(price, size);
        IsChanged = true;
    }
}
