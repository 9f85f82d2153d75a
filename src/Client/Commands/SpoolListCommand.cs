using System.CommandLine;
using OrleansTicks.Core;
using OrleansTicks.Embedded;

namespace OrleansTicks.Client;

/// <summary>The spools below <c>--data</c>: whose they are, whether somebody writes them, what was set aside.</summary>
internal sealed class SpoolListCommand : Command
{
    private readonly DataOption _data = new();
    private readonly Option<OutputFormat?> _output = Take.Format();

    public SpoolListCommand(Surroundings world)
        : base("list", "The spools in --data.")
    {
        Add(_data.Folder);
        Add(_output);
        SetAction(parsed =>
        {
            var slots = SpoolFolder.Below(Path.Combine(_data.Read(parsed, world), DataFolder.Spool)).Select(SpoolView.Of).ToList();
            if (parsed.GetValue(_output) is OutputFormat.Json)
            {
                world.Out.WriteJson(new SpoolList(slots), CareJson.Default.SpoolList);
                return ExitCode.Ok;
            }

            var table = new TextTable("STORE", "STATE", "FILES", "BYTES", "DAMAGED", "FOREIGN", "FOLDER");
            foreach (var slot in slots)
            {
                table.Add(
                    slot.Stores is [var store, ..] ? store : "-", slot.Held ? "in use" : slot.Files > 0 ? "waits" : "free", $"{slot.Files}", $"{slot.Bytes}",
                    $"{slot.Damaged.Count}", $"{slot.Foreign.Count}", slot.Folder);
            }

            foreach (var line in table.Lines()) world.Out.WriteLine(line);
            if (slots.Exists(slot => slot is { Held: false, Files: > 0 }))
                world.Say("what waits is stored by the next ticks up with the same --data and --store, or now by ticks spool adopt FOLDER --store …");
            return ExitCode.Ok;
        });
    }
}
