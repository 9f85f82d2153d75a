namespace OrleansTicks.Core;

/// <summary>The instruments whose books one ownership of a stream has made ready: each is left once, whenever it goes. One caller at a time.</summary>
internal sealed class CarriedInstruments(ISymbols symbols)
{
    private readonly HashSet<Instrument> _all = [];

    /// <summary>Makes the books of those ready that are not yet.</summary>
    /// <exception cref="StoreException">The store is away.</exception>
    public async Task PrepareAsync(IEnumerable<Instrument> instruments, CancellationToken cancellationToken)
    {
        List<Instrument> added = [.. instruments.Where(instrument => !_all.Contains(instrument))];
        if (added.Count == 0) return;
        _all.UnionWith(added);
        try
        {
            await symbols.PrepareAsync(added, cancellationToken);
        }
        catch
        {
            Leave(added);
            throw;
        }
    }

    public void Leave(IEnumerable<Instrument> instruments)
    {
        List<Instrument> gone = [.. instruments.Where(_all.Remove)];
        if (gone.Count > 0) symbols.Leave(gone);
    }

    public void LeaveAll() => Leave([.. _all]);
}
