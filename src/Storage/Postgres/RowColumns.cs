using System.Runtime.InteropServices;
using Npgsql;
using NpgsqlTypes;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Trades and quotes of a batch as parameters, in the order of <c>put_rows</c>.</summary>
internal sealed class RowColumns
{
    private readonly List<int> _trades = [], _quotes = [];
    private readonly ListColumn<long> _time, _received, _identity, _price, _size;
    private readonly ListColumn<int> _instrument, _slot, _moment;
    private readonly ListColumn<short> _scale, _flags;
    private readonly ListColumn<long> _quoteTime, _quoteReceived, _quoteIdentity, _bid, _bidSize, _ask, _askSize;
    private readonly ListColumn<int> _quoteInstrument, _quoteSlot, _quoteMoment, _quoteScales;
    private readonly ListColumn<short> _quoteFlags;

    public RowColumns(NpgsqlParameterCollection parameters)
    {
        ListColumn<long> Time() => new(parameters, NpgsqlDbType.TimestampTz);
        ListColumn<long> Long() => new(parameters, NpgsqlDbType.Bigint);
        ListColumn<int> Int() => new(parameters, NpgsqlDbType.Integer);
        ListColumn<short> Short() => new(parameters, NpgsqlDbType.Smallint);
        (_time, _received, _identity, _price, _size, _instrument, _slot, _moment, _scale, _flags) =
            (Time(), Time(), Long(), Long(), Long(), Int(), Int(), Int(), Short(), Short());
        (_quoteTime, _quoteReceived, _quoteIdentity, _bid, _bidSize, _ask, _askSize) = (Time(), Time(), Long(), Long(), Long(), Long(), Long());
        (_quoteInstrument, _quoteSlot, _quoteMoment, _quoteScales, _quoteFlags) = (Int(), Int(), Int(), Int(), Short());
    }

    /// <summary>Takes the rows over, in the order of their receipt.</summary>
    /// <param name="rows">What is to go in.</param>
    /// <param name="slots">How many leases the batch declares: a row that names none of them is a fault of the caller.</param>
    public void Fill(ReadOnlySpan<Tick> rows, int slots)
    {
        _trades.Clear();
        _quotes.Clear();
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i].Slot >= slots) throw new ArgumentException($"A row names slot {rows[i].Slot}, the batch has {slots} streams.", nameof(rows));
            if (rows[i].Kind.IsPrice()) (rows[i].Kind == TickKind.Quote ? _quotes : _trades).Add(i);
        }

        FillTrades(rows, CollectionsMarshal.AsSpan(_trades));
        FillQuotes(rows, CollectionsMarshal.AsSpan(_quotes));
    }

    private void FillTrades(ReadOnlySpan<Tick> rows, ReadOnlySpan<int> order)
    {
        var count = order.Length;
        Span<long> time = _time.Fill(count), received = _received.Fill(count), identity = _identity.Fill(count);
        Span<long> price = _price.Fill(count), size = _size.Fill(count);
        Span<int> instrument = _instrument.Fill(count), slot = _slot.Fill(count), moment = _moment.Fill(count);
        Span<short> scale = _scale.Fill(count), flags = _flags.Fill(count);
        for (var i = 0; i < count; i++)
        {
            ref readonly var row = ref rows[order[i]];
            time[i] = PgTime.FromUnix(row.Time);
            received[i] = PgTime.FromUnix(row.Received);
            identity[i] = row.Identity;
            price[i] = row.Price;
            size[i] = row.Size;
            instrument[i] = row.Instrument;
            slot[i] = row.Slot + 1;
            moment[i] = PgTime.Moment(row);
            scale[i] = (short)((row.PriceScale << 8) | row.SizeScale);
            flags[i] = (short)row.Flags;
        }
    }

    private void FillQuotes(ReadOnlySpan<Tick> rows, ReadOnlySpan<int> order)
    {
        var count = order.Length;
        Span<long> time = _quoteTime.Fill(count), received = _quoteReceived.Fill(count), identity = _quoteIdentity.Fill(count);
        Span<long> bid = _bid.Fill(count), bidSize = _bidSize.Fill(count), ask = _ask.Fill(count), askSize = _askSize.Fill(count);
        Span<int> instrument = _quoteInstrument.Fill(count), slot = _quoteSlot.Fill(count);
        Span<int> moment = _quoteMoment.Fill(count), scales = _quoteScales.Fill(count);
        var flags = _quoteFlags.Fill(count);
        for (var i = 0; i < count; i++)
        {
            ref readonly var row = ref rows[order[i]];
            time[i] = PgTime.FromUnix(row.Time);
            received[i] = PgTime.FromUnix(row.Received);
            identity[i] = row.Identity;
            bid[i] = row.Price;
            bidSize[i] = row.Size;
            ask[i] = row.Ask;
            askSize[i] = row.AskSize;
            instrument[i] = row.Instrument;
            slot[i] = row.Slot + 1;
            moment[i] = PgTime.Moment(row);
            scales[i] = Scales.Pack(row);
            flags[i] = (short)row.Flags;
        }
    }
}
