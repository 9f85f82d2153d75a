using System.CommandLine;
using OrleansTicks.Web;

namespace OrleansTicks.Client;

/// <summary><c>symbols list|add|remove KEY</c>: what a group carries, changed while it runs.</summary>
internal sealed class SymbolsCommand : Command
{
    public SymbolsCommand(Surroundings world, ApiOptions api)
        : base("symbols", "See and change what a group or a stream carries, while it runs.")
    {
        Add(new ListCommand(world, api));
        Add(new EditCommand(world, api, "add", "Carry these too: connections with room are told, and new ones begun where none has.", symbols => new EditBody { Add = symbols }));
        Add(new EditCommand(world, api, "remove", "Carry these no longer; the others are not touched.", symbols => new EditBody { Remove = symbols }));
    }

    private static Argument<string> Key() => new("KEY") { Description = "A group or a stream, in full or as its short id." };

    private sealed class ListCommand : Command
    {
        public ListCommand(Surroundings world, ApiOptions apiOptions)
            : base("list", "What each stream is to carry, one symbol a line.")
        {
            var (key, output) = (Key(), Take.Format());
            Add(key);
            Add(output);
            SetAction(async (parsed, cancellationToken) =>
            {
                using var api = apiOptions.Connect(parsed, world);
                var carried = await api.ListSymbolsAsync(parsed.GetValue(key)!, cancellationToken);
                if (parsed.GetValue(output) is OutputFormat.Json) world.Out.WriteJson(carried, ApiJson.Default.CarriedView);
                else foreach (var stream in carried.Streams) foreach (var symbol in stream.Symbols) world.Out.WriteLine($"{Plain.Text(stream.Key)}  {symbol.Id,6}  {Plain.Text(symbol.Name)}");
                return ExitCode.Ok;
            });
        }
    }

    private sealed class EditCommand : Command
    {
        public EditCommand(Surroundings world, ApiOptions apiOptions, string verb, string help, Func<IReadOnlyList<string>, EditBody> body)
            : base(verb, help)
        {
            var (key, output) = (Key(), Take.Format());
            var symbols = new Argument<string[]>("SYMBOL") { Description = "Symbols, with spaces or , between them, or @FILE with one a line.", Arity = ArgumentArity.OneOrMore };
            Add(key);
            Add(symbols);
            Add(output);
            SetAction(async (parsed, cancellationToken) =>
            {
                var asked = parsed.GetValue(symbols)!.SelectMany(symbol => AtFile.List("SYMBOL", symbol)).Distinct(StringComparer.Ordinal).ToList();
                using var api = apiOptions.Connect(parsed, world);
                var result = await api.EditSymbolsAsync(parsed.GetValue(key)!, body(asked), cancellationToken);
                if (parsed.GetValue(output) is OutputFormat.Json) world.Out.WriteJson(result, ApiJson.Default.EditView);
                else Say(world, result);
                return ExitCode.Ok;
            });
        }

        private static void Say(Surroundings world, EditView result)
        {
            foreach (var stream in result.Streams)
            {
                if (stream.Added.Count > 0) world.Out.WriteLine($"{Plain.Text(stream.Key)} carries {Plain.Text(string.Join(", ", stream.Added))} too");
                if (stream.Removed.Count > 0) world.Out.WriteLine($"{Plain.Text(stream.Key)} carries {Plain.Text(string.Join(", ", stream.Removed))} no longer");
            }

            if (result.Already.Count > 0) world.Out.WriteLine($"{Plain.Text(result.Key)} carries {Plain.Text(string.Join(", ", result.Already))} already");
        }
    }
}
