using Microsoft.Extensions.Logging;
using OrleansTicks.Core;

namespace OrleansTicks.Embedded;

/// <summary>Stores what a process that never comes back had accepted: the same recovery as at a start, without a node.</summary>
/// <remarks>
/// May be repeated: a batch that the store has is not stored again. What was received after another node had taken the stream over is fenced, as it is at a start.
/// A copy of a folder whose process lives on elsewhere does no harm: whoever commits a batch first, the other finds it done.
/// </remarks>
public static class SpoolAdoption
{
    /// <param name="folder">A slot, or any folder above some.</param>
    /// <param name="store">Open.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Told of damage.</param>
    /// <param name="cancellationToken">Gives up; what is committed by then stays so.</param>
    /// <exception cref="StoreRefusedException">Some of it was written for another store; nothing was changed.</exception>
    /// <exception cref="IOException">A live process has a slot.</exception>
    public static async Task<IReadOnlyList<AdoptedSpool>> RunAsync(string folder, ITickStore store, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var slots = SpoolFolder.Below(folder).Where(slot => slot.Files > 0).ToList();
        foreach (var slot in slots)
        {
            if (slot.Stores.FirstOrDefault(id => id != store.Info.Id) is var other && other != default)
                throw new StoreRefusedException($"{slot.Path} was written for store {other}, and {store.Info.Description} is store {store.Info.Id}; name the store that it belongs to. Nothing was changed.");
        }

        var adopted = new List<AdoptedSpool>();
        foreach (var slot in slots) adopted.Add(await AdoptAsync(slot, store, time, loggers, cancellationToken));
        return adopted;
    }

    private static async Task<AdoptedSpool> AdoptAsync(SpoolFolder slot, ITickStore store, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var spool = Spool.Adopt(slot.Path, store.Info.Id);
        await using var writer = new TickWriter(spool, store, new WriterOptions(), time, loggers.CreateLogger<TickWriter>());
        await writer.StartAsync(cancellationToken);
        // Its lock was free on its own machine, so it reads nothing any more: others need not wait for its leases to expire.
        if (spool.DeadOwner is { } dead) await store.Leases.LeaveAsync(dead, cancellationToken);
        var totals = writer.Totals();
        var damaged = SpoolFolder.Below(slot.Path).SelectMany(after => after.Damaged).Except(slot.Damaged, StringComparer.Ordinal);
        return new AdoptedSpool(slot.Path, totals.Recovered, totals.Stored, totals.Duplicates, totals.Fenced, totals.Quarantined, totals.Gaps, [.. damaged]);
    }
}
