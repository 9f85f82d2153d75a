using System.Globalization;
using OrleansTicks.Core;

namespace OrleansTicks.Client;

/// <summary>What lies in the spools of a data folder of this machine.</summary>
internal static class FolderChecks
{
    public static IEnumerable<Finding> Of(string spool)
    {
        var slots = SpoolFolder.Below(spool);
        yield return new Finding(
            "folder", Verdict.Ok, string.Create(CultureInfo.InvariantCulture, $"{spool}: {slots.Sum(slot => slot.Files)} files, {slots.Sum(slot => slot.Bytes) / 1048576.0:0.0} MiB"));
        foreach (var file in slots.SelectMany(slot => slot.Foreign))
            yield return new Finding("folder", Verdict.Warn, $"{file} was written for another store", "take .foreign off its name and run ticks spool adopt DIR with that --store, or delete it");
        foreach (var file in slots.SelectMany(slot => slot.Damaged))
            yield return new Finding("folder", Verdict.Warn, $"{file} was damaged; what could be read is stored, the rest is a gap", "look after the disk; delete the file when nobody wants it");
    }
}
