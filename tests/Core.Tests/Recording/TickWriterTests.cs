using Microsoft.Extensions.Logging.Abstractions;
using OrleansTicks.Core;

namespace OrleansTicks.Core.Tests.Recording;

public sealed class TickWriterTests : IAsyncDisposable
{
    private static readonly Backoff AtOnce = new(TimeSpan.Zero, TimeSpan.Zero, () => 0);
    private readonly FakeStore _store = new();
    private readonly ForgetfulFiles _files = new();
    private TickWriter _writer = null!;
    private LocalSymbols _symbols = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task Start(WriterOptions? options = null, long maxBytes = 1 << 30, TimeSpan? latestEvery = null)
    {
        var spool = new Spool(_files, _store.Info.Id, new SpoolOptions { Directory = "-", MaxBytes = maxBytes });
        _writer = new TickWriter(spool, _store, options ?? new WriterOptions { MaxUnaccepted = TimeSpan.FromSeconds(1) }, TimeProvider.System, NullLogger<TickWriter>.Instance, AtOnce);
        _symbols = new LocalSymbols(_writer, _store, latestEvery ?? TimeSpan.FromSeconds(1), TimeProvider.System);
        await _writer.StartAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _store.LetGo();
        if (_writer is not null) await _writer.DisposeAsync();
    }

    [Fact]
    public async Task What_arrives_during_a_commit_leaves_together()
    {
        await Start();
        _store.Hold();
        var first = _symbols.AcceptAsync(Some.Handover(1, 1));
        await _store.CommitsBegun(1, Cancellation);
        var second = _symbols.AcceptAsync(Some.Handover(2, 1, new Ownership(2, 2, TickIdentity.EpochOrigin, null)));
        var third = _symbols.AcceptAsync(Some.Handover(3, 2, new Ownership(3, 3, TickIdentity.EpochOrigin, null)));
        await first;
        _store.LetGo();
        Assert.Equal((1, 2), ((await second).Accepted, (await third).Accepted));
        await _writer.WhenCommittedAsync(Cancellation);
        Assert.Equal([1, 3], _store.Commits);
    }

    [Fact]
    public async Task Accepted_means_durable_even_while_the_store_is_away()
    {
        await Start();
        var away = true;
        _store.Fails = _ => away ? new StoreException("57P03", "the database is starting up") : null;
        for (var i = 0; i < 20; i++) Assert.Equal(5, (await _symbols.AcceptAsync(Some.Handover((i * 5) + 1, 5))).Accepted);
        Assert.Empty(_store.Ticks);
        Assert.NotNull(_writer.Totals().Trouble);
        _files.PowerCut();
        var survivor = new Spool(_files, _store.Info.Id, new SpoolOptions { Directory = "-" });
        var recovery = new SpoolRecovery(survivor, _store.Info.Id, NullLogger.Instance);
        Assert.Equal(100, recovery.Files.SelectMany(recovery.Read).Sum(batch => batch.Count));
        away = false;
        await _writer.WhenCommittedAsync(Cancellation);
        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), _store.Ticks.Select(tick => tick.Identity));
        Assert.Null(_writer.Totals().Trouble);
    }

    [Fact]
    public async Task Beyond_the_memory_budget_batches_are_read_back_from_the_spool_in_order()
    {
        await Start(new WriterOptions { MaxRows = 100, MemoryBudget = 1 << 20, MaxUnaccepted = TimeSpan.FromMilliseconds(1) });
        _store.Hold();
        const int Rounds = 400;
        for (var i = 0; i < Rounds; i++) await _symbols.AcceptAsync(Some.Handover((i * 50) + 1, 50));
        Assert.True(_writer.Totals().InSpool > (1 << 20) / Handover.BytesPerTick);
        _store.LetGo();
        await _writer.WhenCommittedAsync(Cancellation);
        Assert.Equal(Enumerable.Range(1, Rounds * 50).Select(i => (long)i), _store.Ticks.Select(tick => tick.Identity));
        Assert.Equal(0, _writer.Totals().InSpool);
    }

    [Fact]
    public async Task A_lost_answer_changes_nothing()
    {
        await Start();
        _store.LoseAnswers = 3;
        for (var i = 0; i < 5; i++) await _symbols.AcceptAsync(Some.Handover((i * 2) + 1, 2));
        await _writer.WhenCommittedAsync(Cancellation);
        Assert.Equal(Enumerable.Range(1, 10).Select(i => (long)i), _store.Ticks.Select(tick => tick.Identity));
        Assert.Equal(10, _writer.Totals().Stored);
    }

    [Fact]
    public async Task Rows_that_the_store_refuses_are_found_and_set_aside_and_the_others_go_in()
    {
        await Start();
        _store.Refuses = tick => tick.Identity is 3 or 77 or 78;
        await _symbols.AcceptAsync(Some.Handover(1, 100));
        await _writer.WhenCommittedAsync(Cancellation);
        Assert.Equal([3, 77, 78], _store.Quarantined.Select(row => row.Tick.Identity).Order());
        Assert.Equal(97, _store.Ticks.Count);
        Assert.Equal(3, _writer.Totals().Quarantined);
    }

    [Fact]
    public async Task What_waiting_does_not_mend_parks_the_writer_and_the_spool_goes_on()
    {
        await Start();
        _store.Fails = _ => new StoreException("42501", "permission denied for function commit_ticks");
        await _symbols.AcceptAsync(Some.Handover(1, 1));
        await _symbols.AcceptAsync(Some.Handover(2, 1));
        await _store.CommitsBegun(1, Cancellation);
        await _symbols.AcceptAsync(Some.Handover(3, 1));
        while (!_writer.Totals().Parked) await Task.Yield();
        Assert.Contains("permission denied", _writer.Totals().Trouble, StringComparison.Ordinal);
        Assert.False(await _writer.DrainAsync(TimeSpan.FromMilliseconds(50), TimeProvider.System));
        Assert.Equal(3, _writer.Totals().InSpool);
    }

    [Fact]
    public async Task What_one_run_accepted_the_next_one_stores_once()
    {
        await Start();
        _store.Fails = _ => new StoreException("08006", "away");
        for (var i = 0; i < 5; i++) await _symbols.AcceptAsync(Some.Handover((i * 2) + 1, 2));
        Assert.False(await _writer.DrainAsync(TimeSpan.FromMilliseconds(50), TimeProvider.System));
        await _writer.DisposeAsync();
        _store.Fails = _ => null;
        await Start();
        Assert.Equal(Enumerable.Range(1, 10).Select(i => (long)i), _store.Ticks.Select(tick => tick.Identity));
        Assert.Equal(10, _writer.Totals().Recovered);
        Assert.DoesNotContain(_files.List(), name => name.EndsWith(".spool", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_disk_that_fails_accepts_nothing_until_it_works_again()
    {
        await Start();
        var full = true;
        _files.Fails = () => full ? new IOException("No space left on device") : null;
        var handover = _symbols.AcceptAsync(Some.Handover(1, 3)).AsTask();
        while (_writer.Totals().Trouble is null) await Task.Yield();
        Assert.False(handover.IsCompleted);
        Assert.Contains("No space", _writer.Totals().Trouble, StringComparison.Ordinal);
        full = false;
        Assert.Equal(3, (await handover).Accepted);
    }

    [Fact]
    public async Task The_newest_prices_are_written_at_the_end()
    {
        await Start();
        await _symbols.AcceptAsync(Some.Handover(1, 7));
        Assert.True(await _writer.DrainAsync(TimeSpan.FromSeconds(10), TimeProvider.System));
        Assert.Equal(7, _store.Latest[^1].Tick.Identity);
    }

    [Fact]
    public async Task The_newest_prices_of_many_symbols_are_spread_over_batches_and_all_of_them_come()
    {
        await Start(latestEvery: TimeSpan.Zero);
        var many = Some.Handover(1, 2_048);
        for (var i = 0; i < many.Ticks.Count; i++) many.Ticks[i].Instrument = i + 1;
        await _symbols.AcceptAsync(many);
        await _writer.WhenCommittedAsync(Cancellation);
        Assert.Equal(1_000, _store.Latest.Count);
        await _symbols.AcceptAsync(Some.Handover(3_000, 1));
        await _writer.WhenCommittedAsync(Cancellation);
        Assert.Equal(2_000, _store.Latest.Count);
        Assert.True(await _writer.DrainAsync(TimeSpan.FromSeconds(10), TimeProvider.System));
        Assert.Equal(2_048, _store.Latest.Select(row => row.Tick.Instrument).Distinct().Count());
        Assert.Equal(3_000, _store.Latest.Last(row => row.Tick.Instrument == 1).Tick.Identity);
    }

    [Fact]
    public async Task Batches_that_are_joined_keep_the_newest_price_of_each_symbol()
    {
        await Start(latestEvery: TimeSpan.Zero);
        _store.Hold();
        await _symbols.AcceptAsync(Some.Handover(1, 1));
        await _store.CommitsBegun(1, Cancellation);
        await _symbols.AcceptAsync(Some.Handover(2, 1));
        await _symbols.AcceptAsync(Some.Handover(3, 1));
        _store.LetGo();
        await _writer.WhenCommittedAsync(Cancellation);
        Assert.Equal([1, 2], _store.Commits);
        Assert.Equal([1, 3], _store.Latest.Select(row => row.Tick.Identity));
    }

    [Fact]
    public async Task A_handover_is_never_split_over_batches()
    {
        await Start(new WriterOptions { MaxRows = 100, MaxUnaccepted = TimeSpan.FromSeconds(1) });
        _store.Hold();
        await _symbols.AcceptAsync(Some.Handover(1, 1));
        await _store.CommitsBegun(1, Cancellation);
        var more = Enumerable.Range(0, 4).Select(i => _symbols.AcceptAsync(Some.Handover(2 + (i * 60), 60, new Ownership(i + 2, i + 2, TickIdentity.EpochOrigin, null))).AsTask()).ToList();
        _store.LetGo();
        await Task.WhenAll(more);
        await _writer.WhenCommittedAsync(Cancellation);
        Assert.Equal(241, _store.Ticks.Count);
        Assert.All(_store.Commits.Skip(1), count => Assert.Equal(0, count % 60));
    }
}
