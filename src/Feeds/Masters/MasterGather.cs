using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Gathers the lines of a list; what cannot be read is counted by its fault, never fatal.</summary>
internal sealed class MasterGather
{
    private readonly Dictionary<string, MasterEntry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _skipped = [];
    private readonly List<(string Exchange, MasterEntry Entry)> _derivatives = [];

    public void Skip(string why) => _skipped[why] = _skipped.GetValueOrDefault(why) + 1;

    public void Add(MasterEntry entry)
    {
        if (!_entries.TryAdd(entry.Name, entry)) Skip("the same name twice");
    }

    /// <summary>What expires is named when all is known: only then it shows which expiry is the month's last.</summary>
    public void Derivative(string exchange, MasterEntry entry) => _derivatives.Add((exchange, entry));

    public MasterRead Read()
    {
        var last = _derivatives.GroupBy(one => (one.Exchange, one.Entry.Underlying, one.Entry.Strike is null, one.Entry.Expiry!.Value.Year, one.Entry.Expiry!.Value.Month))
            .ToDictionary(group => group.Key, group => group.Max(one => one.Entry.Expiry!.Value));
        foreach (var (exchange, entry) in _derivatives)
        {
            var expiry = entry.Expiry!.Value;
            var isMonthly = last[(exchange, entry.Underlying, entry.Strike is null, expiry.Year, expiry.Month)] == expiry;
            Add(entry with { Name = $"{exchange}:{IndianNames.Of(entry.Underlying, expiry, isMonthly, entry.Strike, entry.Right)}" });
        }

        return new MasterRead([.. _entries.Values.OrderBy(entry => entry.Name, StringComparer.Ordinal)], _skipped);
    }
}
