using OrleansTicks.Core;

namespace OrleansTicks.Storage.Tests;

/// <summary>Ownerships for tests that only need one to commit under.</summary>
internal static class Epochs
{
    private static readonly Guid Owner = Guid.Parse("0a0a0a0a-0000-4000-8000-000000000001");

    /// <summary>Wants the stream to run where nobody does, and takes it; whoever calls it again takes it from the call before.</summary>
    public static async Task<StreamEpoch> OpenEpochAsync(this ITickStore store, StreamKey key, CancellationToken cancellationToken)
    {
        var known = (await store.LoadStreamsAsync(cancellationToken)).FirstOrDefault(stream => stream.Plan.Key == key);
        if (known is not { Desired: DesiredState.Run })
            await store.WantAsync(cancellationToken, new DesiredStream(known?.Plan ?? new StreamPlan(key, "test", FeedMode.Ticker, []), DesiredState.Run, (known?.Generation ?? 0) + 1, null));
        while (true)
        {
            await store.Leases.LeaveAsync(Owner, cancellationToken);
            // Refused: another caller came between.
            if ((await store.Leases.AcquireAsync(new LeaseRequest(key, Owner, false), cancellationToken)).Granted is { } epoch) return epoch;
        }
    }

    /// <returns>False: somebody was newer.</returns>
    public static async Task<bool> WantAsync(this ITickStore store, CancellationToken cancellationToken, params DesiredStream[] streams) =>
        (await store.Leases.SetDesiredAsync(streams, TimeSpan.Zero, cancellationToken)).Applied;
}
