using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using OrleansTicks.Core;
using OrleansTicks.Embedded;
using OrleansTicks.Storage;

namespace OrleansTicks.Client;

/// <summary>Stores what lies in the spool of a process that never comes back.</summary>
internal sealed class SpoolAdoptCommand : Command
{
    private readonly Argument<string> _folder = new("DIR") { Description = "The spool: DATA/spool/STORE/SLOT, or a folder above it." };
    private readonly StoreOption _store = new("The store that its ticks belong to.");
    private readonly Option<OutputFormat?> _output = Take.Format();

    public SpoolAdoptCommand(Surroundings world)
        : base("adopt", "Store what a machine that never comes back had accepted. Opens the store itself; may be repeated.")
    {
        Add(_folder);
        Add(_store.Store);
        Add(_output);
        SetAction(async (parsed, cancellationToken) =>
        {
            var folder = Path.GetFullPath(parsed.GetRequiredValue(_folder));
            var spec = _store.Given(parsed, world) ?? throw CommandFailure.Usage("name the store that the spool belongs to: --store sqlite:PATH or --store postgres:@FILE");
            if (SpoolFolder.Below(folder).All(slot => slot.Files == 0)) throw new CommandFailure(ExitCode.NotFound, $"nothing waits in a spool at or below {folder}");

            using var loggers = LineLogger.Factory(world.Error, world.Time, LogLevel.Warning);
            // A reader makes nothing: a store that is not there is said, not begun.
            await (await spec.OpenReaderAsync(cancellationToken)).DisposeAsync();
            await using var store = StoreFactory.Create(spec.Text, world.Time, loggers, spec.IsSecret);
            await store.OpenAsync(new StoreOpening(Simulated: null), cancellationToken);
            var adopted = await SpoolAdoption.RunAsync(folder, store, world.Time, loggers, cancellationToken);

            if (parsed.GetValue(_output) is OutputFormat.Json) world.Out.WriteJson(new AdoptedList(store.Info.Description, adopted), CareJson.Default.AdoptedList);
            else foreach (var line in adopted.SelectMany(Lines)) world.Out.WriteLine(Plain.Text(line));
            return adopted.Any(spool => spool.Damaged.Count > 0) ? ExitCode.Degraded : ExitCode.Ok;
        });
    }

    private static IEnumerable<string> Lines(AdoptedSpool spool)
    {
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{spool.Folder}: {spool.Rows:N0} rows waited; stored {spool.Stored:N0}, known already {spool.Duplicates:N0}, fenced {spool.Fenced:N0}, quarantined {spool.Quarantined:N0}, gaps {spool.Gaps:N0}");
        foreach (var file in spool.Damaged) yield return $"  damaged: {file}; what could not be read is a gap";
    }
}
