using OrleansTicks.Core;

namespace OrleansTicks.Client;

/// <summary>A slot of a spool, for programs.</summary>
internal sealed record SpoolView(string Folder, bool Held, IReadOnlyList<string> Stores, int Files, long Bytes, IReadOnlyList<string> Damaged, IReadOnlyList<string> Foreign)
{
    public static SpoolView Of(SpoolFolder slot) => new(slot.Path, slot.IsHeld, [.. slot.Stores.Select(store => store.ToString())], slot.Files, slot.Bytes, slot.Damaged, slot.Foreign);
}
