namespace OrleansTicks.Core;

/// <summary>The way from a stream to the books of its symbols and on to the writer. One node has them in a dictionary, the cluster in grains.</summary>
public interface ISymbols
{
    /// <summary>Takes a handover. Completes when all of it is durable in a spool; until then it must not be touched, and the stream hands over nothing else.</summary>
    /// <remarks>One handover per stream on its way, and its ticks taken in one piece: so what is accepted of a stream is always a run without holes, and the gap after a crash is exact.</remarks>
    ValueTask<Acceptance> AcceptAsync(Handover handover);

    /// <summary>Makes the books of these instruments ready, with what the store holds. To be awaited before their stream hands anything over.</summary>
    /// <exception cref="StoreException">The store is away.</exception>
    Task PrepareAsync(IReadOnlyList<Instrument> instruments, CancellationToken cancellationToken);

    /// <summary>A stream that carried these instruments is no longer read here.</summary>
    void Leave(IReadOnlyList<Instrument> instruments);

    /// <summary>The newest of each of these instruments whose book lives in this process and has data.</summary>
    IReadOnlyList<LatestTick> Latest(IEnumerable<Instrument> instruments);

    /// <summary>True while so much waits for the store that reading should pause for a moment; false during an outage, when the spool alone goes on.</summary>
    bool IsCrowded { get; }

    /// <summary>Waits until it is no longer crowded, at most <paramref name="atMost"/>.</summary>
    ValueTask WaitForRoomAsync(TimeSpan atMost, CancellationToken cancellationToken);
}
