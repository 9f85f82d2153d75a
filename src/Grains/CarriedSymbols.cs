using OrleansTicks.Core;

namespace OrleansTicks.Grains;

/// <summary>Counts by how many streams of this silo an instrument is carried.</summary>
public sealed class CarriedSymbols
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, int> _streams = [];

    public bool Has(int instrument)
    {
        lock (_gate) return _streams.ContainsKey(instrument);
    }

    public void Add(IEnumerable<Instrument> instruments)
    {
        lock (_gate)
        {
            foreach (var instrument in instruments) _streams[instrument.Id] = _streams.GetValueOrDefault(instrument.Id) + 1;
        }
    }

    /// <returns>Those that no stream carries any more.</returns>
    public IReadOnlyList<Instrument> Remove(IEnumerable<Instrument> instruments)
    {
        var gone = new List<Instrument>();
        lock (_gate)
        {
            foreach (var instrument in instruments)
            {
                if (!_streams.TryGetValue(instrument.Id, out var count)) continue;
                if (count > 1)
                {
                    _streams[instrument.Id] = count - 1;
                    continue;
                }

                _streams.Remove(instrument.Id);
                gone.Add(instrument);
            }
        }

        return gone;
    }
}
