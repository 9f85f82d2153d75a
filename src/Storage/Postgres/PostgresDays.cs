using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Which days are known to have their partitions, so that a commit asks for a day once and not per batch.</summary>
internal sealed class PostgresDays
{
    /// <summary>The end of what a <see cref="DateOnly"/> can name.</summary>
    private static readonly long End = TickTime.FromDateTimeOffset(DateTimeOffset.MaxValue);

    private readonly HashSet<DateOnly> _known = [];

    public void Add(DateOnly day) => _known.Add(day);

    public void Forget() => _known.Clear();

    /// <summary>Days of the rows that are not known to be there.</summary>
    /// <exception cref="StoreException">A row's time is none: the very error that the database gives for a day it refuses.</exception>
    public IReadOnlyCollection<DateOnly> Missing(ReadOnlySpan<Tick> rows)
    {
        HashSet<DateOnly>? missing = null;
        long from = 0, to = 0;
        foreach (ref readonly var row in rows)
        {
            if (row.Time >= from && row.Time < to) continue;
            if (row.Time < TickTime.Earliest || row.Time >= End)
                throw new StoreException("22008", $"the time of a row, {row.Time} microseconds since 1970, lies before 2000-01-01 or after tomorrow");
            var day = TickTime.Day(row.Time);
            from = row.Time - (row.Time % TickTime.MicrosecondsPerDay);
            to = from + TickTime.MicrosecondsPerDay;
            if (!_known.Contains(day)) (missing ??= []).Add(day);
        }

        return missing ?? (IReadOnlyCollection<DateOnly>)[];
    }
}
