using Microsoft.Data.Sqlite;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Inserts rows into the two tables of one day.</summary>
/// <remarks>Time leads their keys, because rows come nearly in its order and the key costs more than all else.</remarks>
/// <param name="connection">The one that writes.</param>
/// <param name="day">YYYYMMDD.</param>
/// <param name="start">First microsecond of the day.</param>
/// <param name="end">First microsecond of the next.</param>
internal sealed class SqliteDayTables(SqliteConnection connection, string day, long start, long end) : IDisposable
{
    public const string TickColumns = "time, instrument, kind, identity, received, price, size, lease, scale, flags";
    public const string QuoteColumns = "time, instrument, identity, received, bid, bid_size, ask, ask_size, lease, scales, flags";

    // Only the key may be there already; whatever else is wrong with a row must fail.
    private readonly SqliteStatement _tick = new(
        connection, $"insert into tick_{day} values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (time, instrument, kind, identity) do nothing");
    private readonly SqliteStatement _quote = new(
        connection, $"insert into quote_{day} values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (time, instrument, identity) do nothing");

    public long Start { get; } = start;

    public long End { get; } = end;

    public void Insert(in Tick row, int lease)
    {
        if (row.Kind is TickKind.Quote) InsertQuote(row, lease);
        else InsertTick(row, lease);
    }

    public void Dispose()
    {
        _tick.Dispose();
        _quote.Dispose();
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
}
