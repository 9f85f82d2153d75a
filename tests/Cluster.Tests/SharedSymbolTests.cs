using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using OrleansTicks.Core;
using OrleansTicks.Grains;

namespace OrleansTicks.Cluster.Tests;

/// <summary>One symbol in streams of two silos: one grain judges for both, and each tick is stored once.</summary>
public sealed class SharedSymbolTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task A_symbol_of_two_silos_is_stored_once_and_shown_by_both()
    {
        await using var cluster = await TestCluster.StartAsync(silos: 2);
        var (one, two) = (cluster.Silos[0], cluster.Silos[1]);
        await one.Streams.StartAsync(new StartRequest { Symbols = TestCluster.Symbols(0, 5), Mode = FeedMode.Ticker }, Cancellation);
        await one.Streams.StartAsync(new StartRequest { Symbols = TestCluster.Symbols(3, 5), Mode = FeedMode.Ticker }, Cancellation);   // two symbols are in both
        await cluster.Until(() => (one.Owned, two.Owned) is (1, 1));
        // A copy that the one grain knows, from whichever silo: so the other silo's slices were judged there.
        await cluster.Until(() => one.Streams.List().Sum(stream => stream.Duplicates) > 50 && one.Streams.List().All(stream => stream.Accepted > 50));
        Assert.Equal(0, await cluster.Database.ReadAsync<long>("select count(*) from (select instrument, identity from ticks.tick group by 1, 2 having count(*) > 1) twice"));
        Assert.Equal(8, one.Streams.Latest().Select(latest => latest.Instrument).Union(two.Streams.Latest().Select(latest => latest.Instrument)).Count());

        // What the other silo shows comes over one stream between the two.
        using var http = new HttpClient { BaseAddress = one.Address };
        var quotes = await http.GetStringAsync("/api/v1/quotes", Cancellation);
        Assert.All(TestCluster.Symbols(0, 8), symbol => Assert.Contains($"\"{symbol}\"", quotes, StringComparison.Ordinal));
    }

    [Fact(Timeout = 120_000)]
    public async Task The_states_of_all_symbols_of_a_stream_are_few_queries()
    {
        await using var cluster = await TestCluster.StartAsync(silos: 1, new TestSiloOptions { PerConnection = 40 });
        await cluster.RunAsync(cluster.Silos[0], symbols: 40);
        var storage = Assert.IsType<SymbolStateStorage>(cluster.Silos[0].Cluster.Services!.GetRequiredKeyedService<IGrainStorage>(SymbolStateStorage.Name));
        // A stream runs as soon as the venue answers; the grains come with its first ticks.
        await cluster.Until(() => cluster.Silos[0].Streams.List().All(stream => stream.Accepted > 0));
        Assert.InRange(storage.Queries, 1, 12);   // of 40 symbols: on a busy machine the calls of one moment come in a few
    }
}
