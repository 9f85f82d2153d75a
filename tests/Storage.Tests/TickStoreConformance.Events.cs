using OrleansTicks.Core;
using Xunit;

namespace OrleansTicks.Storage.Tests;

// Life changes.
public abstract partial class TickStoreConformance
{
    [Fact]
    public async Task Events_are_listed_by_id_from_where_the_reader_stopped()
    {
        var (zero, one, other) = (await OpenEpochAsync("type:swing|ids:1,2/0"), await OpenEpochAsync("type:swing|ids:1,2/1"), await OpenEpochAsync("type:swing|ids:1,22/0"));
        // Opening ownerships may tell events of its own.
        var before = (await EventsAsync(0)).LastOrDefault()?.Id ?? -1;
        StreamEvent[] told =
        [
            Told("started", "type:swing|ids:1,2/0") with { Node = "alpha", Reason = "operator", Detail = "asked for by <script>" },
            Told("reconnecting", "type:swing|ids:1,2/1") with { Reason = "stall" },
            Told("node-up", null),
            Told("started", "type:swing|ids:1,22/0"),
        ];
        foreach (var (stream, story) in new int?[] { zero.Stream, one.Stream, null, other.Stream }.Zip(told)) await PutEventAsync(stream, story);

        var all = await EventsAsync(before);
        Assert.Equal(told, all.Select(one => one with { Id = 0 }));
        Assert.Equal(all.Select(one => one.Id).Order(), all.Select(one => one.Id));
        Assert.Equal(all[1..3], await EventsAsync(all[0].Id, limit: 2));
        Assert.Equal(all[2..], await EventsAsync(0, limit: 2));                          // the newest, oldest of them first
        Assert.Empty(await EventsAsync(all[^1].Id));
        Assert.Equal(all[0].Id, (await EventsAsync(-1, limit: 1_000)).First(one => one.What == "started").Id);
        Assert.Equal([all[1]], await EventsAsync(before, "type:swing|ids:1,2/1"));
        Assert.Equal(all[..2], await EventsAsync(before, "type:swing|ids:1,2"));
        Assert.Equal([all[1]], await EventsAsync(0, "type:swing|ids:1,2", limit: 1));
        Assert.Empty(await EventsAsync(before, "type:swing|ids:1"));
        Assert.Empty(await EventsAsync(before, "%"));
    }

    private static StreamEvent Told(string what, string? stream) => new(0, TickTime.ToDateTimeOffset(Made.Day + 7), stream, null, what, null, null);

    private Task<StreamEpoch> OpenEpochAsync(string key) => Store.OpenEpochAsync(Key(key), Cancellation);

    private async Task<StreamEvent[]> EventsAsync(long after, string? stream = null, int limit = 100)
    {
        await using var reader = await ReadAsync();
        return [.. await reader.ListEventsAsync(after, stream, limit, Cancellation)];
    }
}
