using Microsoft.Data.Sqlite;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Reads the rows of a day that are no prices: figures of the day, levels of the book, candles.</summary>
internal static class SqliteKinds
{
    /// <param name="connection">A reader.</param>
    /// <param name="day">Whose table.</param>
    /// <param name="of">Whose rows, and of which kind.</param>
    /// <param name="time">From inclusive, to exclusive, in nanoseconds.</param>
    /// <param name="behind">The last row that was read; null = none.</param>
    /// <param name="most">At most as many rows.</param>
    public static List<Tick> Fetch(SqliteConnection connection, DateOnly day, (int Instrument, TickKind Kind) of, (long From, long To) time, Tick? behind, int most)
    {
        var (table, columns, order) = of.Kind switch
        {
            TickKind.Day => ("day", "identity, value, 0, 0, figure, scale << 24", "identity"),
            TickKind.Depth => ("depth", "identity, price, size, orders, level, scale << 16", "identity"),
            // Volumes of one candle may have another scale each: as they came is the order of one candle.
            TickKind.Candle => ("candle", "volume, open, high, low, close, (price_scale << 24) | (volume_scale << 16) | (length << 8) | closed", "length, closed, received"),
            _ => throw new ArgumentOutOfRangeException(nameof(of), of.Kind, "is read as a tick"),
        };
        var name = $"{table}_{SqliteDays.Name(day)}";
        // The day may have been dropped since the days were listed.
        if (connection.Scalar("select 1 from sqlite_schema where name = $name", ("$name", name)) is null) return [];
        var place = of.Kind is TickKind.Candle ? "($length, $closed, $received)" : "($identity)";
        var last = behind ?? default;
        return [.. connection.Query(
            $"""
            select time, received, flags, {columns} from {name}
            where +instrument = $instrument and time >= $from and time < $to and ($first or time > $time or (time = $time and ({order}) > {place}))
            order by time, {order} limit $most
            """,
            row => Read(row, of.Instrument, of.Kind),
            ("$instrument", of.Instrument), ("$from", behind is null ? time.From : SqliteTime.Nanoseconds(last.Time, last.Flags)), ("$to", time.To), ("$most", most),
            ("$first", behind is null ? 1 : 0), ("$time", SqliteTime.Nanoseconds(last.Time, last.Flags)), ("$identity", last.Identity),
            ("$length", (int)last.Interval()), ("$closed", last.IsClosed() ? 1 : 0), ("$received", SqliteTime.Nanoseconds(last.Received)))];
    }

    private static Tick Read(SqliteDataReader reader, int instrument, TickKind kind)
    {
        var time = reader.GetInt64(0);
        var row = new Tick
        {
            Time = SqliteTime.Microseconds(time), Received = SqliteTime.Microseconds(reader.GetInt64(1)),
            Flags = (ushort)((ushort)reader.GetInt32(2) | SqliteTime.Rest(time)), Identity = reader.GetInt64(3), Price = reader.GetInt64(4), Size = reader.GetInt64(5),
            Ask = reader.GetInt64(6), AskSize = reader.GetInt64(7), Instrument = instrument, Kind = kind,
        };
        SqliteScales.Unpack(reader.GetInt64(8), ref row);
        return row;
    }
}
