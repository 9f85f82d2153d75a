using System.CommandLine;
using OrleansTicks.Embedded;

namespace OrleansTicks.Client;

/// <summary><c>--data DIR</c>: where databases and spool lie.</summary>
internal sealed class DataOption
{
    public Option<string> Folder { get; } = Take.Text("--data", "Folder of databases and spool ($XDG_DATA_HOME/orleansticks).", "DIR");

    public string Read(ParseResult parsed, Surroundings world) => Path.GetFullPath(parsed.GetValue(Folder) ?? DataFolder.Default(world.Variable));
}
