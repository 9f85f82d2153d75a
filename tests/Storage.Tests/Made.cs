using System.Security.Cryptography;
using OrleansTicks.Core;

namespace OrleansTicks.Storage.Tests;

/// <summary>Rows and batches for tests of stores: all of 2024-08-08 unless said otherwise.</summary>
internal static class Made
{
    /// <summary>2024-08-08T00:00:00Z.</summary>
    public const long Day = 1_723_075_200_000_000;

    public static Tick Trade(int instrument, long id, long? time = null, long price = 6_150_012, byte priceScale = 2) => new()
    {
        Instrument = instrument, Kind = TickKind.Trade, Identity = id, Time = time ?? (Day + (id * 1000)), Received = (time ?? (Day + (id * 1000))) + 250,
        Price = price, PriceScale = priceScale, Size = 25 + id, SizeScale = 5,
    };

    public static Tick Quote(int instrument, long id, long? time = null) => Trade(instrument, id, time) with
    {
        Kind = TickKind.Quote, Ask = 6_150_013, AskScale = 2, AskSize = 7, AskSizeScale = 1,
    };

    public static TickBatch Batch(Guid spool, long sequence, StreamEpoch epoch, params IEnumerable<Tick> ticks) =>
        new TickBatch(16) { Spool = spool, Sequence = sequence }.With(epoch, ticks);

    /// <summary>Adds a stream and its rows; receipt numbers count from the given first one.</summary>
    public static TickBatch With(this TickBatch batch, StreamEpoch epoch, IEnumerable<Tick> ticks, long firstN = 1)
    {
        var slot = (ushort)batch.Streams.Count;
        var n = firstN - 1;
        var last = default(Tick);
        foreach (var tick in ticks)
        {
            last = tick;
            batch.Add(tick with { Slot = slot });
            n++;
        }

        batch.Streams.Add(new BatchStream(epoch.Stream, epoch.Lease, epoch.Epoch, firstN, At(epoch, Math.Max(n, firstN), last)));
        return batch;
    }

    /// <summary>The same batch with another last position of its first stream.</summary>
    public static TickBatch Through(this TickBatch batch, Position last)
    {
        batch.Streams[0] = batch.Streams[0] with { Last = last };
        return batch;
    }

    public static TickBatch With(this TickBatch batch, params IEnumerable<Gap> gaps)
    {
        batch.Gaps.AddRange(gaps);
        return batch;
    }

    public static Position At(StreamEpoch epoch, long n, Tick tick = default) => new(
        epoch.Lease, n, Connection: 1, Frame: n, tick.Instrument, tick.Kind, tick.Identity,
        tick.Received is 0 ? Day + n : tick.Received, tick.Time is 0 ? Day + n : tick.Time);

    /// <summary>What must be the same after any order of the same rows: everything but the number of the instrument, the lease and the slot.</summary>
    public static string Text(Tick tick) => string.Join(',', TickTime.Format(tick.Time, tick.Flags), tick.Kind, tick.Identity, tick.Received,
        FixedPoint.Format(tick.Price, tick.PriceScale), FixedPoint.Format(tick.Size, tick.SizeScale), FixedPoint.Format(tick.Ask, tick.AskScale),
        FixedPoint.Format(tick.AskSize, tick.AskSizeScale), tick.Flags);

    public static string Md5(IEnumerable<Tick> rows)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (var row in rows) hash.AppendData(System.Text.Encoding.UTF8.GetBytes(Text(row) + "\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public static async Task<List<Tick>> ToListAsync(this IAsyncEnumerable<Tick> rows)
    {
        var list = new List<Tick>();
        await foreach (var row in rows) list.Add(row);
        return list;
    }
}
