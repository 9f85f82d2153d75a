using System.CommandLine;
using System.Globalization;
using OrleansTicks.Core;
using OrleansTicks.Embedded;
using OrleansTicks.Feeds;

namespace OrleansTicks.Client;

/// <summary>The lists of instruments of venues, and what names say.</summary>
internal sealed class InstrumentsCommand : Command
{
    private readonly Surroundings _world;
    private readonly DataOption _data = new();

    public InstrumentsCommand(Surroundings world)
        : base("instruments", "Lists of instruments as venues publish them, and what names say.")
    {
        _world = world;
        Add(Import());
        Add(Search());
        Add(Diff());
        Add(Show());
    }

    private Command Import()
    {
        var feed = Feed();
        var sources = new Argument<string[]>("SOURCE") { Description = "The venue's file, or its address (https://…); several where the venue has a file a segment.", Arity = ArgumentArity.OneOrMore };
        var output = Take.Format();
        var command = new Command("import", "Read a venue's list into the data folder. A broken one changes nothing.") { feed, sources, _data.Folder, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var import = await SayAsync(() => Folder(parsed).ImportAsync(Known(parsed.GetValue(feed)!), [.. parsed.GetValue(sources)!.Select(source => source.TrimStart('@'))], cancellationToken));
            var view = new ImportView(import.Feed, import.Instruments, import.Skipped, import.Changes.CountBy(change => change.Kind.Word()).ToDictionary());
            if (parsed.GetValue(output) is OutputFormat.Json) _world.Out.WriteJson(view, UpJson.Default.ImportView);
            else
            {
                _world.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{view.Feed}: {view.Instruments:N0} instruments{Counts("; ", view.Changes)}"));
                foreach (var (why, count) in view.Skipped) _world.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {count:N0} lines left out: {why}"));
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private Command Search()
    {
        var words = new Argument<string[]>("TEXT") { Description = "Words; all of them must stand in the name or the venue's text.", Arity = ArgumentArity.OneOrMore };
        var feed = Take.Text("--feed", "Of one venue only.", "NAME");
        var limit = Take.Number("--limit", "At most so many (20).", 1, 10_000);
        var output = Take.Format();
        var command = new Command("search", "Find instruments in the lists that were imported.") { words, feed, limit, _data.Folder, output };
        command.SetAction(parsed =>
        {
            var feeds = parsed.GetValue(feed) is { } one ? [Known(one)] : MasterReader.Feeds;
            var found = feeds.Select(Master(parsed)).OfType<InstrumentMaster>().SelectMany(master => master.Search(string.Join(' ', parsed.GetValue(words)!))).Take(parsed.GetValue(limit) ?? 20).ToList();
            Print(parsed.GetValue(output), found);
            return found.Count > 0 ? ExitCode.Ok : ExitCode.NotFound;
        });
        return command;
    }

    private Command Diff()
    {
        var feed = Feed();
        var output = Take.Format();
        var command = new Command("diff", "What the last import changed: listed, renamed, expired, delisted, another number, lot or tick.") { feed, _data.Folder, output };
        command.SetAction(parsed =>
        {
            var name = Known(parsed.GetValue(feed)!);
            var changes = Recordings.Read(() => Folder(parsed).Diff(name)) ?? throw new CommandFailure(ExitCode.NotFound, $"there are no two lists of {name} to compare: import another one with `ticks instruments import {name} FILE`");
            if (parsed.GetValue(output) is OutputFormat.Json) _world.Out.WriteJson([.. changes.Select(change => new ChangeView(change.Kind.Word(), change.Name, change.Detail))], UpJson.Default.ListChangeView);
            else foreach (var change in changes) _world.Out.WriteLine($"{change.Kind.Word(),-9} {Plain.Text(change.Name)}{(change.Detail is null ? "" : $"  {Plain.Text(change.Detail)}")}");
            return ExitCode.Ok;
        });
        return command;
    }

    private Command Show()
    {
        var symbol = new Argument<string>("SYMBOL") { Description = "As the venue or broker writes it, NSE:RELIANCE25JULFUT; with a list also RELIANCE or RELIANCE-FUT-1." };
        var feed = Take.Text("--feed", "By this venue's list.", "NAME");
        var output = Take.Format();
        var command = new Command("show", "Exchange, kind, underlying, expiry, strike and alias of a symbol; with a list also the venue's number, lot and tick.") { symbol, feed, _data.Folder, output };
        command.SetAction(parsed =>
        {
            var text = parsed.GetValue(symbol)!;
            var feeds = parsed.GetValue(feed) is { } one ? [Known(one)] : MasterReader.Feeds;
            var found = feeds.Select(Master(parsed)).OfType<InstrumentMaster>().SelectMany(master => master.Find(text, Folder(parsed).Today)).DistinctBy(entry => entry.Name).ToList();
            if (found.Count > 1) throw CommandFailure.Usage($"{text} may be {string.Join(" or ", found.Take(5).Select(entry => entry.Name))}; name one of them in full");
            try
            {
                var view = InstrumentView.Of(InstrumentName.Parse(found is [var known] ? known.Name : text), found.FirstOrDefault());
                if (parsed.GetValue(output) is OutputFormat.Json) _world.Out.WriteJson(view, UpJson.Default.InstrumentView);
                else foreach (var (name, value) in view.Lines()) _world.Out.WriteLine($"{name,-11}{value}");
                return ExitCode.Ok;
            }
            catch (FormatException wrong)
            {
                throw CommandFailure.Usage(wrong.Message);
            }
        });
        return command;
    }

    private static Argument<string> Feed() => new("FEED") { Description = $"Whose list: {string.Join(", ", MasterReader.Feeds)}." };

    private static string Known(string feed) => MasterReader.Feeds.Contains(feed.ToLowerInvariant())
        ? feed.ToLowerInvariant() : throw CommandFailure.Usage($"no list of instruments is known for '{feed}'. Feeds with one are {string.Join(", ", MasterReader.Feeds)}");

    private MasterFolder Folder(ParseResult parsed) => new(_data.Read(parsed, _world), _world.Time);

    private Func<string, InstrumentMaster?> Master(ParseResult parsed) => feed => Recordings.Read(() => Folder(parsed).Load(feed));

    private static string Counts(string before, IReadOnlyDictionary<string, int> counts) =>
        counts.Count == 0 ? "" : before + string.Join(", ", counts.Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Key} {count.Value:N0}")));

    private static async Task<T> SayAsync<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandFailure(ExitCode.NotFound, failure.Message);
        }
        catch (Exception failure) when (failure is FormatException or IOException)
        {
            throw new CommandFailure(ExitCode.Error, failure.Message);
        }
    }

    private void Print(OutputFormat? output, IReadOnlyList<MasterEntry> entries)
    {
        if (output is OutputFormat.Json) _world.Out.WriteJson([.. entries.Select(entry => InstrumentView.Of(InstrumentName.Parse(entry.Name), entry))], UpJson.Default.ListInstrumentView);
        else foreach (var entry in entries) _world.Out.WriteLine($"{Plain.Text(entry.Name),-32} {Plain.Text(entry.Code),-20} {entry.Kind.Word(),-10} {entry.Expiry?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "-",-10} {Plain.Text(entry.Text ?? "")}");
    }
}
