using Microsoft.Extensions.Logging.Abstractions;
using OrleansTicks.Core;

namespace OrleansTicks.Core.Tests.Recording;

public sealed class SpoolTests
{
    private static readonly Guid Store = Guid.NewGuid();
    private readonly ForgetfulFiles _files = new();

    private Spool NewSpool(int segmentBytes = 64 << 20, long maxBytes = 1 << 30) => new(_files, Store, new SpoolOptions { Directory = "-", SegmentBytes = segmentBytes, MaxBytes = maxBytes });

    private List<TickBatch> Recover()
    {
        using var spool = NewSpool();
        var recovery = new SpoolRecovery(spool, Store, NullLogger.Instance);
        return [.. recovery.Files.SelectMany(recovery.Read)];
    }

    [Fact]
    public void A_record_reads_back_as_it_was()
    {
        var batch = Some.Batch(5, 3);
        batch.Ticks[1] = new Tick
        {
            Kind = TickKind.Quote, Instrument = 77, Identity = 9, Price = -1, Size = long.MaxValue, Ask = long.MinValue + 1, AskSize = 4, PriceScale = 1, SizeScale = 18, AskScale = 3,
            AskSizeScale = 5, Flags = 0xFFFF, Time = 1, Received = 2,
        };
        batch.Gaps.Add(new Gap(3, GapCause.Stall, Some.At(1), Some.At(2), 4, TickKind.Trade, 12));
        batch.Gaps.Add(new Gap(3, GapCause.Epoch, null, Some.At(2)));
        _ = NewSpool().Append(batch);

        var read = Assert.Single(Recover());

        Assert.Equal(batch.Ticks.ToArray(), read.Ticks.ToArray());
        Assert.Equal(batch.Streams, read.Streams);
        Assert.Equal(batch.Gaps, read.Gaps);
        Assert.Equal((batch.Spool, batch.Sequence), (read.Spool, read.Sequence));
    }

    [Fact]
    public void What_was_appended_survives_a_power_cut()
    {
        var spool = NewSpool();
        for (var i = 0; i < 10; i++) _ = spool.Append(Some.Batch((i * 4) + 1, 4));
        _files.PowerCut();
        Assert.Equal(40, Recover().Sum(batch => batch.Count));
    }

    [Fact]
    public void Without_the_flush_it_would_not()
    {
        _files.FlushesAreLies = true;
        _ = NewSpool().Append(Some.Batch(1, 4));
        _files.PowerCut();
        Assert.Empty(Recover());
    }

    [Fact]
    public void A_torn_tail_is_survived_at_every_offset_of_the_last_4_KiB()
    {
        var spool = NewSpool();
        for (var i = 0; i < 40; i++) _ = spool.Append(Some.Batch((i * 4) + 1, 4));
        var name = Assert.Single(_files.List());
        var whole = _files.Bytes(name);
        for (var cut = 0; cut <= 4096; cut++)
        {
            _files.Put(name, whole[..^cut]);
            var read = Recover();
            Assert.Equal(Enumerable.Range(1, read.Count).Select(i => (long)i), read.Select(batch => batch.Sequence));
            Assert.True(read.Count >= 40 - 1 - (cut / 200), $"{cut} bytes cut left {read.Count} batches");
            Assert.All(read, batch => Assert.Empty(batch.Gaps));
        }
    }

    [Fact]
    public void Damage_in_the_middle_becomes_a_gap_with_exact_bounds_and_the_file_is_kept()
    {
        var spool = NewSpool();
        for (var i = 0; i < 5; i++) _ = spool.Append(Some.Batch((i * 10) + 1, 10));
        var name = Assert.Single(_files.List());
        var bytes = _files.Bytes(name);
        bytes[bytes.Length / 2] ^= 0x10;
        _files.Put(name, bytes);

        var read = Recover();

        Assert.Equal([1, 2, 4, 5], read.Select(batch => batch.Sequence));
        var gap = Assert.Single(read[2].Gaps);
        Assert.Equal((GapCause.Spool, Some.At(20), Some.At(31), 10L), (gap.Cause, gap.Last!.Value, gap.First, gap.Missing!.Value));
        Assert.Contains(name + ".damaged", _files.List());
    }

    [Fact]
    public void A_gap_of_one_instrument_does_not_stand_for_what_was_damaged()
    {
        var spool = NewSpool();
        for (var i = 0; i < 5; i++)
        {
            var batch = Some.Batch((i * 10) + 1, 10);
            batch.Gaps.Add(new Gap(1, GapCause.Stall, Some.At(1, lease: 2), Some.At((i * 10) + 1), 1, TickKind.Trade));
            _ = spool.Append(batch);
        }

        var name = Assert.Single(_files.List());
        var bytes = _files.Bytes(name);
        bytes[bytes.Length / 2] ^= 0x10;
        _files.Put(name, bytes);

        Assert.Contains(Recover().SelectMany(batch => batch.Gaps), gap => gap.Cause is GapCause.Spool);
    }

    [Fact]
    public void A_flipped_bit_anywhere_never_yields_a_wrong_tick()
    {
        var spool = NewSpool();
        for (var i = 0; i < 20; i++) _ = spool.Append(Some.Batch((i * 10) + 1, 10));
        var name = Assert.Single(_files.List());
        var whole = _files.Bytes(name);
        var random = new Random(1);
        for (var round = 0; round < 1000; round++)
        {
            var bytes = (byte[])whole.Clone();
            var at = random.Next(bytes.Length);
            bytes[at] ^= (byte)(1 << random.Next(8));
            foreach (var other in _files.List()) _files.Delete(other);
            _files.Put(name, bytes);
            foreach (var batch in Recover())
            {
                for (var i = 0; i < batch.Count; i++) Assert.Equal(Some.Trade(((batch.Sequence - 1) * 10) + i + 1), batch.Ticks[i]);
            }
        }
    }

    [Fact]
    public void A_spool_of_another_store_is_named_and_never_read()
    {
        _ = new Spool(_files, Guid.NewGuid(), new SpoolOptions { Directory = "-" }).Append(Some.Batch(1, 1));
        Assert.Empty(Recover());
        Assert.EndsWith(".foreign", Assert.Single(_files.List()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_goes_when_all_of_it_is_committed()
    {
        var spool = NewSpool(segmentBytes: 64 << 10);
        var entries = Enumerable.Range(0, 60).Select(i => spool.Append(Some.Batch((i * 40) + 1, 40))).ToList();
        Assert.True(_files.List().Count > 1);
        entries.ForEach(spool.Release);
        Assert.Single(_files.List());
        spool.Dispose();
        Assert.Empty(_files.List());
        Assert.Equal(0, spool.Bytes);
    }

    [Fact]
    public void A_failed_flush_is_never_repeated_on_the_same_file()
    {
        var spool = NewSpool();
        _ = spool.Append(Some.Batch(1, 1));
        var failures = 1;
        _files.Fails = () => failures-- > 0 ? new IOException("EIO") : null;
        var batch = Some.Batch(2, 1);
        Assert.Throws<IOException>(() => spool.Append(batch));
        var entry = spool.Append(batch);
        Assert.Equal(2, _files.List().Count);
        Assert.Equal(2, entry.Sequence);
        _files.PowerCut();
        Assert.Equal([1, 2], Recover().Select(read => read.Sequence).Distinct());
    }

    [Fact]
    public void A_full_spool_refuses_and_says_so()
    {
        var spool = NewSpool(maxBytes: 1 << 20);
        var failure = Assert.Throws<IOException>(() =>
        {
            for (var i = 0; i < 1000; i++) _ = spool.Append(Some.Batch((i * 100) + 1, 100));
        });
        Assert.Contains("no room", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_processes_take_two_slots()
    {
        var folder = Directory.CreateTempSubdirectory("ticks-spool");
        try
        {
            using var first = Spool.Open(new SpoolOptions { Directory = folder.FullName }, Store, Guid.NewGuid());
            using var second = Spool.Open(new SpoolOptions { Directory = folder.FullName }, Store, Guid.NewGuid());
            _ = first.Append(Some.Batch(1, 1));
            _ = second.Append(Some.Batch(1, 1));
            Assert.Equal(["0", "1"], Directory.GetDirectories(Path.Combine(folder.FullName, Store.ToString())).Select(Path.GetFileName).Order());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Who_takes_a_slot_learns_which_process_left_it()
    {
        var folder = Directory.CreateTempSubdirectory("ticks-spool");
        try
        {
            var dead = Guid.NewGuid();
            using (var first = Spool.Open(new SpoolOptions { Directory = folder.FullName }, Store, dead)) Assert.Null(first.DeadOwner);
            using var second = Spool.Open(new SpoolOptions { Directory = folder.FullName }, Store, Guid.NewGuid());
            Assert.Equal(dead, second.DeadOwner);
            using var beside = Spool.Open(new SpoolOptions { Directory = folder.FullName }, Store, Guid.NewGuid());
            Assert.Null(beside.DeadOwner);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
