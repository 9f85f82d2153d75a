namespace OrleansTicks.Feeds;

/// <summary>One side of a book, best first.</summary>
internal sealed class KrakenSide(bool descending)
{
    /// <summary>More levels than any book has in the middle of an update: the bound keeps a hostile frame from costing seconds.</summary>
    private const int Most = 4096;

    public List<(long Price, long Size)> Levels { get; } = [];

    public void Set(long price, long size)
    {
        var at = 0;
        // Most changes are near the top, so looking from there is quicker than halving.
        while (at < Levels.Count && (descending ? Levels[at].Price > price : Levels[at].Price < price)) at++;
        var isThere = at < Levels.Count && Levels[at].Price == price;
        if (size == 0)
        {
            if (isThere) Levels.RemoveAt(at);
        }
        else if (isThere)
        {
            Levels[at] = (price, size);
        }
        else
        {
            if (Levels.Count >= Most) Levels.RemoveAt(Most - 1);
            if (at < Most) Levels.Insert(Math.Min(at, Levels.Count), (price, size));
        }
    }

    public void Trim(int depth)
    {
        if (Levels.Count > depth) Levels.RemoveRange(depth, Levels.Count - depth);
    }

    /// <summary>One more decimal for all prices or all sizes.</summary>
    public bool TryShift(bool prices)
    {
        for (var i = 0; i < Levels.Count; i++)
        {
            var (price, size) = Levels[i];
            if ((prices ? price : size) > long.MaxValue / 10) return false;
            Levels[i] = prices ? (price * 10, size) : (price, size * 10);
        }

        return true;
    }
}
