using OrleansTicks.Core;
using OrleansTicks.Testing;
using Xunit;

namespace OrleansTicks.Storage.Tests;

public sealed class PostgresStreamTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Names_get_their_ids_once_whoever_asks_and_in_the_order_asked()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PostgresSome.OpenAsync(database, Cancellation)));
        var names = Enumerable.Range(0, 200).Select(i => $"NSE:S{i}").ToList();
        var answers = await Task.WhenAll(stores.Select((store, i) =>
            store.RegisterInstrumentsAsync([.. i % 2 == 0 ? names : names.AsEnumerable().Reverse()], Cancellation)));
        Assert.Equal(names, answers[0].Select(instrument => instrument.Name));
        Assert.Equal(answers[0].Reverse(), answers[1]);
        var twice = await stores[0].RegisterInstrumentsAsync(["NSE:S1", "NSE:NEW", "NSE:S1", "NSE:NEW"], Cancellation);
        Assert.Equal([twice[0], twice[1], twice[0], twice[1]], twice);
        var all = await stores[3].ListInstrumentsAsync(Cancellation);
        Assert.Equal(201, all.Count(instrument => instrument.Name.StartsWith("NSE:", StringComparison.Ordinal)));
        foreach (var store in stores) await store.DisposeAsync();
    }

    [Fact]
    public async Task Desired_streams_come_back_and_the_newest_generation_wins()
    {
        await using var store = await PostgresSome.OpenAsync(database, Cancellation);
        var instruments = await store.RegisterInstrumentsAsync(["BINANCE:BTCUSDT", "BINANCE:ETHUSDT"], Cancellation);
        var group = GroupKey.Parse("type:swing|ids:1,2");
        var plan = new StreamPlan(new StreamKey(group, 0), "binance", FeedMode.Quote, [instruments[1], instruments[0]]);
        var first = new DesiredStream(plan, DesiredState.Run, 5, "wss://example.com/stream");
        var second = new DesiredStream(new StreamPlan(new StreamKey(group, 1), "binance", FeedMode.Ticker, [instruments[0]]), DesiredState.Run, 5, null);
        Assert.True(await store.WantAsync(Cancellation, second, first));
        Assert.False(await store.WantAsync(Cancellation, first with { Desired = DesiredState.Stop, Generation = 6 }, second with { Desired = DesiredState.Stop, Generation = 4 }));
        Assert.All((await store.LoadStreamsAsync(Cancellation)).Where(stream => stream.Plan.Key.Group == group), stream => Assert.Equal((DesiredState.Run, 5), (stream.Desired, stream.Generation)));   // all or nothing
        Assert.True(await store.WantAsync(Cancellation, first with { Desired = DesiredState.Stop, Generation = 6 }));
        var loaded = (await store.LoadStreamsAsync(Cancellation)).Where(stream => stream.Plan.Key.Group == group).OrderBy(stream => stream.Plan.Key.Number).ToList();
        Assert.Equal(2, loaded.Count);
        Assert.Equal((DesiredState.Stop, 6, "wss://example.com/stream"), (loaded[0].Desired, loaded[0].Generation, loaded[0].Url));
        Assert.Equal((DesiredState.Run, 5, null), (loaded[1].Desired, loaded[1].Generation, loaded[1].Url));
        Assert.Equal(first.Plan.Instruments, loaded[0].Plan.Instruments);
        Assert.Equal((first.Plan.Key, "binance", FeedMode.Quote), (loaded[0].Plan.Key, loaded[0].Plan.Feed, loaded[0].Plan.Mode));

        var epoch = await store.OpenEpochAsync(new StreamKey(group, 1), Cancellation);
        await using var reader = await PostgresSome.Reader(database, Cancellation);
        Assert.Contains((epoch.Stream, 1), (await reader.ListStreamsAsync(Cancellation)).Select(stream => (stream.Stream, stream.Desired.Plan.Key.Number)));
    }

    [Fact]
    public async Task Epochs_only_grow_and_are_milliseconds_at_least()
    {
        await using var store = await PostgresSome.OpenAsync(database, Cancellation);
        var key = new StreamKey(GroupKey.Parse("type:epochs"), 0);
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var epochs = new List<StreamEpoch>();
        for (var i = 0; i < 5; i++) epochs.Add(await store.OpenEpochAsync(key, Cancellation));
        epochs.AddRange(await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => store.OpenEpochAsync(key, Cancellation))));
        Assert.True(epochs[0].Epoch >= before - 1000);
        Assert.Equal(13, epochs.Select(epoch => epoch.Lease).Distinct().Count());
        Assert.Equal(epochs.OrderBy(epoch => epoch.Lease).Select(epoch => epoch.Epoch), epochs.Select(epoch => epoch.Epoch).Order());
        Assert.Equal(13, epochs.Select(epoch => epoch.Epoch).Distinct().Count());
        // One ownership follows the other without a hole, by one clock.
        Assert.Equal(12L, await database.ReadAsync<long>(
            $"""
            select count(*) from ticks.stream_epoch a join ticks.stream_epoch b on b.stream = a.stream and b.valid_from = a.valid_to
            where a.stream = {epochs[0].Stream} and b.epoch > a.epoch
            """));
        Assert.Equal(1L, await database.ReadAsync<long>($"select count(*) from ticks.stream_epoch where stream = {epochs[0].Stream} and valid_to is null"));

        // Even if the clock of the database went back, or a backup was restored.
        await database.RunAsync($"update ticks.stream_lease set epoch = epoch + 1000000000 where stream = {epochs[0].Stream}");
        var after = await store.OpenEpochAsync(key, Cancellation);
        Assert.Equal(epochs.Max(epoch => epoch.Epoch) + 1_000_000_001, after.Epoch);
    }
}
