using System.Runtime;
using Microsoft.Extensions.Logging.Abstractions;

namespace OrleansTicks.Core;

/// <summary>Runs some thousand made-up ticks through parser, book, spool and a store that keeps nothing, and some rows through a rehearsal of the real store, so that no user's first second pays for the JIT.</summary>
public static class Warmup
{
    private const int Rounds = 1_500;
    private const int Rehearsals = 40;
    private const int RehearsedRows = 24;  // few: PostgreSQL keeps the place of rows that were undone until it cleans up

    /// <summary>Methods compiled between two looks below which the compiler is taken to be done.</summary>
    private const int FewMethods = 10;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan LongestSettling = TimeSpan.FromSeconds(3);

    /// <summary>Takes one to three seconds and leaves nothing behind. Does nothing for a feed without sample frames.</summary>
    public static async Task RunAsync(IFeed feed, ITickStore real, TimeProvider time, CancellationToken cancellationToken)
    {
        var plan = new StreamPlan(
            new StreamKey(GroupKey.Parse($"feed:{feed.Name}|set:warmup"), 0), feed.Name, feed.Traits.Modes[^1], [new Instrument(1, $"{feed.Name.ToUpperInvariant()}:WARMUP")]);
        if (feed.Samples(plan, 1, 1).Count == 0) return;
        await using var store = new NullStore();
        await using var writer = new TickWriter(
            new Spool(new NullSpoolFiles(), store.Info.Id, new SpoolOptions { Directory = "-" }), store, new WriterOptions(), time, NullLogger<TickWriter>.Instance);
        await writer.StartAsync(cancellationToken);
        var symbols = new LocalSymbols(writer, store, TimeSpan.FromSeconds(1), time);
        var board = new StreamBoard(plan, time);
        var owner = new Ownership(1, 1, TickIdentity.EpochOrigin, null);
        using var outbox = new Outbox(symbols, board, StreamLimits.Default, owner, feed.Traits.Of, time);
        var intake = new FrameIntake(feed, owner, board, outbox);
        intake.Connected(plan);
        for (var round = 0; round < Rounds && !cancellationToken.IsCancellationRequested; round++)
        {
            intake.Read(Batch(feed.Samples(plan, 1 + (round % 32), 1 + (round * 32L))), time.MicrosecondsNow(), time.SteadyMicroseconds());
            await outbox.WhenEmptyAsync().WaitAsync(cancellationToken);
        }

        await writer.DrainAsync(TimeSpan.FromSeconds(5), time);
        await RehearseAsync(feed, plan, real, time, cancellationToken);
        await SettleAsync(time, cancellationToken);
    }

    /// <summary>The runtime compiles what was called often anew, better, in the background, once no new method has come for 100 ms: some thousand methods,
    /// which would take half a core from the first second of the market. So the first connect waits until it is through.</summary>
    private static async Task SettleAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        long last;
        do
        {
            last = JitInfo.GetCompiledMethodCount();
            await Task.Delay(BetweenLooks, time, cancellationToken);
        }
        while (JitInfo.GetCompiledMethodCount() - last > FewMethods && time.GetElapsedTime(began) < LongestSettling);
    }

    /// <summary>The store's own way from rows to its wire. That it fails or is away is found out, and said, by the first commit.</summary>
    private static async Task RehearseAsync(IFeed feed, StreamPlan plan, ITickStore real, TimeProvider time, CancellationToken cancellationToken)
    {
        var parser = feed.CreateParser(plan);
        var ticks = new TickBuffer(RehearsedRows);
        foreach (var frame in feed.Samples(plan, RehearsedRows, 1)) parser.Parse(frame.Span, binary: false, ticks);
        var batch = new TickBatch(RehearsedRows) { Spool = Guid.NewGuid(), Sequence = 1 };
        batch.Declare(new BatchStream(1, 0, TickIdentity.EpochOrigin, 1, default));
        var now = time.MicrosecondsNow();
        for (var i = 0; i < ticks.Count; i++)
        {
            (ticks[i].Time, ticks[i].Received) = (now, now);
            batch.Add(ticks[i]);
        }

        batch.Latest.Add(new LatestRow(batch.Ticks[0], 0));
        try
        {
            for (var round = 0; round < Rehearsals; round++) await real.RehearseAsync(batch, cancellationToken);
        }
        catch (StoreException)
        {
        }
    }

    private static FrameBatch Batch(IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        var batch = new FrameBatch { Buffer = new byte[frames.Sum(frame => frame.Length)] };
        var at = 0;
        foreach (var frame in frames)
        {
            frame.Span.CopyTo(batch.Buffer.AsSpan(at));
            batch.Add(at, frame.Length, false);
            at += frame.Length;
        }

        return batch;
    }

    private sealed class NullStore : ITickStore
    {
        public StoreInfo Info { get; } = new(Guid.NewGuid(), true, "none");

        public ILeases Leases => throw new NotSupportedException();

        public Task OpenAsync(StoreOpening opening, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<IReadOnlyList<Instrument>> RegisterInstrumentsAsync(IReadOnlyList<string> identities, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Instrument>>([]);

        public Task<IReadOnlyList<Instrument>> ListInstrumentsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Instrument>>([]);

        public Task<IReadOnlyList<BookMark>> LoadBooksAsync(IReadOnlyList<int> instruments, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<BookMark>>([]);

        public Task<long> GetCursorAsync(Guid spool, CancellationToken cancellationToken) => Task.FromResult(0L);

        public Task<CommitResult> CommitAsync(TickBatch batch, CancellationToken cancellationToken) => Task.FromResult(new CommitResult(false, batch.Count, 0, [], 0));

        public Task ProbeAsync(TickBatch batch, int start, int count, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task EnsureDayAsync(DateOnly day, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<int> DropDaysBeforeAsync(DateOnly day, CancellationToken cancellationToken) => Task.FromResult(0);

        public Task<IReadOnlyList<DesiredStream>> LoadStreamsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<DesiredStream>>([]);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class NullSpoolFiles : ISpoolFiles, ISpoolFile
    {
        public IReadOnlyList<string> List() => [];

        public byte[] ReadAll(string name) => [];

        public ISpoolFile Create(string name) => this;

        public int Read(string name, long offset, Span<byte> buffer) => 0;

        public void Rename(string name, string newName)
        {
        }

        public void Delete(string name)
        {
        }

        public void Append(ReadOnlySpan<byte> bytes)
        {
        }

        public void Flush()
        {
        }

        public void Dispose()
        {
        }
    }
}
