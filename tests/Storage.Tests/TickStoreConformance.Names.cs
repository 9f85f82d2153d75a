using OrleansTicks.Core;
using Xunit;

namespace OrleansTicks.Storage.Tests;

// Which store it is, instruments, desired streams, epochs.
public abstract partial class TickStoreConformance
{
    [Fact]
    public async Task A_store_keeps_its_id()
    {
        var id = Store.Info.Id;
        Assert.NotEqual(Guid.Empty, id);
        Assert.False(Store.Info.Simulated);
        await ReopenAsync();
        Assert.Equal(id, Store.Info.Id);
    }

    [Fact]
    public async Task A_store_of_real_data_refuses_simulated_data_and_names_the_option()
    {
        await Store.DisposeAsync();
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => OpenAsync(simulated: true));
        Assert.Contains("--store", refused.Message, StringComparison.Ordinal);
        Assert.Contains("real", refused.Message, StringComparison.Ordinal);
        await ReopenAsync();
        Assert.False(Store.Info.Simulated);
    }

    [Fact]
    public async Task Instruments_get_ids_in_the_order_asked_and_keep_them()
    {
        var first = await Store.RegisterInstrumentsAsync(["BINANCE:BTCUSDT", "NSE:RELIANCE"], Cancellation);
        var again = await Store.RegisterInstrumentsAsync(["NSE:TCS", "NSE:RELIANCE", "BINANCE:BTCUSDT"], Cancellation);
        Assert.Equal(["NSE:TCS", "NSE:RELIANCE", "BINANCE:BTCUSDT"], again.Select(instrument => instrument.Name));
        Assert.Equal([first[1], first[0]], again.Skip(1));
        Assert.All(again, instrument => Assert.True(instrument.Id >= 1));
        Assert.Equal(3, again.Select(instrument => instrument.Id).Distinct().Count());
    }

    [Fact]
    public async Task An_instrument_named_twice_in_one_call_is_one()
    {
        var instruments = await Store.RegisterInstrumentsAsync(["A:X", "A:Y", "A:X"], Cancellation);
        Assert.Equal(["A:X", "A:Y", "A:X"], instruments.Select(instrument => instrument.Name));
        Assert.Equal(instruments[0], instruments[2]);
        Assert.Equal(2, (await Store.ListInstrumentsAsync(Cancellation)).Count);
    }

    [Fact]
    public async Task Instruments_registered_in_a_race_agree()
    {
        var names = Enumerable.Range(0, 50).Select(i => $"A:S{i}").ToList();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
            Store.RegisterInstrumentsAsync([.. i % 2 == 0 ? names : Enumerable.Reverse(names)], Cancellation))));
        var known = (await Store.ListInstrumentsAsync(Cancellation)).ToDictionary(instrument => instrument.Name, instrument => instrument.Id);
        Assert.Equal(50, known.Count);
        Assert.All(answers.SelectMany(answer => answer), instrument => Assert.Equal(known[instrument.Name], instrument.Id));
    }

    [Fact]
    public async Task Instruments_are_listed_in_order_of_id_by_store_and_reader()
    {
        await Store.RegisterInstrumentsAsync(["Z:Z", "A:A", "M:M", "a:a"], Cancellation);
        var listed = await Store.ListInstrumentsAsync(Cancellation);
        Assert.Equal(["Z:Z", "A:A", "M:M", "a:a"], listed.Select(instrument => instrument.Name));
        await using var reader = await ReadAsync();
        Assert.Equal(listed, await reader.ListInstrumentsAsync(Cancellation));
    }

    [Fact]
    public async Task Epochs_of_a_stream_only_grow_and_leases_are_unique()
    {
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var epochs = new List<StreamEpoch>();
        for (var i = 0; i < 5; i++)
        {
            epochs.Add(await OpenEpochAsync());
            epochs.Add(await Store.OpenEpochAsync(Key("feed:test|set:0000aaaa/1"), Cancellation));
        }

        Assert.True(epochs[0].Epoch >= before - 60_000, "an epoch is at least the time in milliseconds");
        Assert.Equal(10, epochs.Select(epoch => epoch.Lease).Distinct().Count());
        Assert.Equal(2, epochs.Select(epoch => epoch.Stream).Distinct().Count());
        foreach (var stream in epochs.GroupBy(epoch => epoch.Stream))
        {
            var numbers = stream.Select(epoch => epoch.Epoch).ToList();
            Assert.Equal(numbers.Distinct().Order(), numbers);
        }
    }

    [Fact]
    public async Task Epochs_opened_in_a_race_are_all_different_and_one_is_left()
    {
        var epochs = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(OpenEpochAsync)));
        Assert.Single(epochs.Select(epoch => epoch.Stream).Distinct());
        Assert.Equal(12, epochs.Select(epoch => epoch.Epoch).Distinct().Count());
        var instrument = await RegisterAsync("A:X");
        var last = epochs.MaxBy(epoch => epoch.Epoch)!;
        foreach (var epoch in epochs)
        {
            var result = await CommitAsync(epoch, Made.Trade(instrument, epoch.Lease));
            Assert.Equal(epoch == last ? 1 : 0, result.Inserted);
        }
    }

    [Fact]
    public async Task Desired_streams_come_back_as_they_were()
    {
        var instruments = await Store.RegisterInstrumentsAsync(["BINANCE:BTCUSDT", "BINANCE:ETHUSDT", "BINANCE:SOLUSDT"], Cancellation);
        DesiredStream[] desired =
        [
            new(new StreamPlan(Key("type:swing|ids:1,2,3/0"), "binance", FeedMode.Quote, [instruments[2], instruments[0]]), DesiredState.Run, Generation: 7,
                "wss://stream.example:9443/ws"),
            new(new StreamPlan(Key("type:swing|ids:1,2,3/1"), "json", FeedMode.Ticker, [instruments[1]]), DesiredState.Stop, Generation: 3, Url: null),
        ];
        Assert.True(await Store.WantAsync(Cancellation, desired));
        await ReopenAsync();
        var loaded = (await Store.LoadStreamsAsync(Cancellation)).OrderBy(stream => stream.Plan.Key.Number).ToList();
        AssertSame(desired, loaded);
        await using var reader = await ReadAsync();
        var listed = (await reader.ListStreamsAsync(Cancellation)).OrderBy(stream => stream.Desired.Plan.Key.Number).ToList();
        AssertSame(desired, listed.Select(stream => stream.Desired));
        Assert.Equal((await Store.OpenEpochAsync(desired[0].Plan.Key, Cancellation)).Stream, listed[0].Stream);
    }

    [Fact]
    public async Task A_lower_generation_never_overwrites_a_higher_one()
    {
        var instruments = await Store.RegisterInstrumentsAsync(["A:X"], Cancellation);
        var plan = new StreamPlan(Stream, "test", FeedMode.Ticker, instruments);
        await Store.WantAsync(Cancellation, new DesiredStream(plan, DesiredState.Stop, Generation: 8, Url: null));
        await Store.WantAsync(Cancellation, new DesiredStream(plan, DesiredState.Run, Generation: 7, Url: null));
        var kept = Assert.Single(await Store.LoadStreamsAsync(Cancellation));
        Assert.Equal((DesiredState.Stop, 8L), (kept.Desired, kept.Generation));
        await Store.WantAsync(Cancellation, new DesiredStream(plan, DesiredState.Run, Generation: 9, Url: "ws://localhost/"));
        kept = Assert.Single(await Store.LoadStreamsAsync(Cancellation));
        Assert.Equal((DesiredState.Run, 9L, "ws://localhost/"), (kept.Desired, kept.Generation, kept.Url));
    }

    private static void AssertSame(IEnumerable<DesiredStream> expected, IEnumerable<DesiredStream> actual)
    {
        foreach (var (a, b) in expected.Zip(actual, (a, b) => (a, b)))
        {
            Assert.Equal((a.Plan.Key, a.Plan.Feed, a.Plan.Mode, a.Desired, a.Generation, a.Url),
                (b.Plan.Key, b.Plan.Feed, b.Plan.Mode, b.Desired, b.Generation, b.Url));
            Assert.Equal(a.Plan.Instruments, b.Plan.Instruments);
        }

        Assert.Equal(expected.Count(), actual.Count());
    }
}
