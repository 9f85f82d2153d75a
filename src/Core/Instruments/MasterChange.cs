namespace OrleansTicks.Core;

/// <summary>What became of an instrument from one master to the next.</summary>
/// <param name="Kind">What.</param>
/// <param name="Name">Its identity, the new one where it was renamed.</param>
/// <param name="Detail">From what to what; null where the kind says all.</param>
public sealed record MasterChange(MasterChangeKind Kind, string Name, string? Detail)
{
    /// <summary>All changes, by kind and name.</summary>
    /// <param name="before">The older master.</param>
    /// <param name="now">The newer one.</param>
    /// <param name="today">The market's date: what left at or after its expiry expired.</param>
    public static IReadOnlyList<MasterChange> Between(IReadOnlyCollection<MasterEntry> before, IReadOnlyCollection<MasterEntry> now, DateOnly today)
    {
        var (old, young) = (before.ToDictionary(entry => entry.Name, StringComparer.Ordinal), now.ToDictionary(entry => entry.Name, StringComparer.Ordinal));
        var codes = before.GroupBy(entry => entry.Code).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        var renamed = new HashSet<string>(StringComparer.Ordinal);
        var changes = new List<MasterChange>();
        foreach (var entry in now)
        {
            if (old.TryGetValue(entry.Name, out var same))
            {
                if (same.Code != entry.Code) changes.Add(new(MasterChangeKind.Code, entry.Name, $"{same.Code} -> {entry.Code}"));
                if (same.Lot != entry.Lot) changes.Add(new(MasterChangeKind.Lot, entry.Name, $"{same.Lot} -> {entry.Lot}"));
                if (same.Tick != entry.Tick) changes.Add(new(MasterChangeKind.Tick, entry.Name, $"{same.Tick} -> {entry.Tick}"));
            }
            else if (codes.TryGetValue(entry.Code, out var other) && !young.ContainsKey(other.Name) && other.Kind == entry.Kind && other.Expiry == entry.Expiry)
            {
                renamed.Add(other.Name);
                changes.Add(new(MasterChangeKind.Renamed, entry.Name, $"{other.Name} -> {entry.Name}"));
            }
            else changes.Add(new(MasterChangeKind.Listed, entry.Name, null));
        }

        foreach (var entry in before.Where(entry => !young.ContainsKey(entry.Name) && !renamed.Contains(entry.Name)))
            changes.Add(new(entry.Expiry <= today ? MasterChangeKind.Expired : MasterChangeKind.Delisted, entry.Name, entry.Expiry?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)));
        return [.. changes.OrderBy(change => change.Kind).ThenBy(change => change.Name, StringComparer.Ordinal)];
    }
}
