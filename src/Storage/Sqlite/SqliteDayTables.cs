using Microsoft.Data.Sqlite;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Inserts rows into the tables of one day.</summary>
/// <remarks>Time leads their keys, because rows come nearly in its order and the key costs more than all else.</remarks>
/// <param name="connection">The one that writes.</param>
/// <param name="day">YYYYMMDD.</param>
/// <param name="start">First microsecond of the day.</param>
/// <param name="end">First microsecond of the next.</param>
internal sealed class SqliteDayTables(SqliteConnection connection, string day, long start, long end) : IDisposable
{
    public const string TickColumns = "time, instrument, kind, identity, received, price, size, lease, scale, flags";
    public const string QuoteColumns = "time, instrument, identity, received, bid, bid_size, ask, ask_size, lease, scales, flags";

    public const string DayColumns = "time, instrument, figure, identity, received, value, lease, scale, flags";
    public const string DepthColumns = "time, instrument, level, identity, received, price, size, orders, lease, scale, flags";
    public const string CandleColumns = "time, instrument, length, volume, volume_scale, closed, received, open, high, low, close, lease, price_scale, flags";

    // Only the key may be there already; whatever else is wrong with a row must fail.
    private readonly SqliteStatement _tick = new(
        connection, $"insert into tick_{day} values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (time, instrument, kind, identity) do nothing");
    private readonly SqliteStatement _quote = new(
        connection, $"insert into quote_{day} values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (time, instrument, identity) do nothing");

    // Made when the first such row comes: a stream of prices alone never needs them.
    private SqliteStatement? _day;
    private SqliteStatement? _depth;
    private SqliteStatement? _candle;

    public long Start { get; } = start;

    public long End { get; } = end;

    public void Insert(in Tick row, int lease)
    {
        switch (row.Kind)
        {
            case TickKind.Quote: InsertQuote(row, lease); break;
            case TickKind.Day: InsertDay(row, lease); break;
            case TickKind.Depth: InsertDepth(row, lease); break;
            case TickKind.Candle: InsertCandle(row, lease); break;
            default: InsertTick(row, lease); break;
        }
    }

    public void Dispose()
    {
        _tick.Dispose();
        _quote.Dispose();
        _day?.Dispose();
        _depth?.Dispose();
        _candle?.Dispose();
    }

    private void InsertTick(in Tick row, int lease)
    {
        _tick.Bind(1, SqliteTime.Nanoseconds(row.Time, row.Flags));
        _tick.Bind(2, row.Instrument);
        _tick.Bind(3, (long)row.Kind);
        _tick.Bind(4, row.Identity);
        _tick.Bind(5, row.Received * 1000);
        _tick.Bind(6, row.Price);
        _tick.Bind(7, row.Size);
        _tick.Bind(8, lease);
        _tick.Bind(9, (row.PriceScale << 8) | row.SizeScale);
        _tick.Bind(10, row.Flags & ~TickFlags.RestMask);
        _tick.Run();
    }

    private void InsertQuote(in Tick row, int lease)
    {
        _quote.Bind(1, SqliteTime.Nanoseconds(row.Time, row.Flags));
        _quote.Bind(2, row.Instrument);
        _quote.Bind(3, row.Identity);
        _quote.Bind(4, row.Received * 1000);
        _quote.Bind(5, row.Price);
        _quote.Bind(6, row.Size);
        _quote.Bind(7, row.Ask);
        _quote.Bind(8, row.AskSize);
        _quote.Bind(9, lease);
        _quote.Bind(10, SqliteScales.Pack(row));
        _quote.Bind(11, row.Flags & ~TickFlags.RestMask);
        _quote.Run();
    }

    private void InsertDay(in Tick row, int lease)
    {
        _day ??= new SqliteStatement(connection, $"insert into day_{day} values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (time, instrument, figure, identity) do nothing");
        _day.Bind(1, SqliteTime.Nanoseconds(row.Time, row.Flags));
        _day.Bind(2, row.Instrument);
        _day.Bind(3, (long)row.Figure());
        _day.Bind(4, row.Identity);
        _day.Bind(5, row.Received * 1000);
        _day.Bind(6, row.Price);
        _day.Bind(7, lease);
        _day.Bind(8, row.PriceScale);
        _day.Bind(9, row.Flags & ~TickFlags.RestMask);
        _day.Run();
    }

    private void InsertDepth(in Tick row, int lease)
    {
        _depth ??= new SqliteStatement(connection, $"insert into depth_{day} values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (time, instrument, level, identity) do nothing");
        _depth.Bind(1, SqliteTime.Nanoseconds(row.Time, row.Flags));
        _depth.Bind(2, row.Instrument);
        _depth.Bind(3, row.Level());
        _depth.Bind(4, row.Identity);
        _depth.Bind(5, row.Received * 1000);
        _depth.Bind(6, row.Price);
        _depth.Bind(7, row.Size);
        _depth.Bind(8, row.Orders());
        _depth.Bind(9, lease);
        _depth.Bind(10, (row.PriceScale << 8) | row.SizeScale);
        _depth.Bind(11, row.Flags & ~TickFlags.RestMask);
        _depth.Run();
    }

    private void InsertCandle(in Tick row, int lease)
    {
        _candle ??= new SqliteStatement(
            connection,
            $"insert into candle_{day} values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (time, instrument, length, volume, volume_scale, closed) do nothing");
        _candle.Bind(1, SqliteTime.Nanoseconds(row.Time, row.Flags));
        _candle.Bind(2, row.Instrument);
        _candle.Bind(3, (long)row.Interval());
        _candle.Bind(4, row.Volume().Mantissa);
        _candle.Bind(5, row.Volume().Scale);
        _candle.Bind(6, row.IsClosed() ? 1 : 0);
        _candle.Bind(7, row.Received * 1000);
        var (open, high, low, close, scale) = row.Prices();
        _candle.Bind(8, open);
        _candle.Bind(9, high);
        _candle.Bind(10, low);
        _candle.Bind(11, close);
        _candle.Bind(12, lease);
        _candle.Bind(13, scale);
        _candle.Bind(14, row.Flags & ~TickFlags.RestMask);
        _candle.Run();
    }
}
