using System.CommandLine;
using OrleansTicks.Core;
using OrleansTicks.Embedded;

namespace OrleansTicks.Client;

internal sealed class ExportCommand : Command
{
    private readonly Argument<string> _symbol = new("SYMBOL") { Description = "Identity, venue symbol or alias: NSE:RELIANCE25JULFUT, RELIANCE25JULFUT or reliance." };
    private readonly Option<ExportKind?> _kind = Take.Word<ExportKind>("--kind", "Which rows (trade).");
    private readonly Option<DateTimeOffset?> _from = Take.Time("--from", "First moment, of the venue's time.");
    private readonly Option<DateTimeOffset?> _to = Take.Time("--to", "First moment no longer wanted.");
    private readonly StoreOption _store = new("The store (the default one of up).");
    private readonly DataOption _data = new();
    private readonly Option<ExportFormat?> _output = Take.Word<ExportFormat>("--output", "How to print (csv).", "-o");

    public ExportCommand(Surroundings world)
        : base("export", "Print what is stored of one instrument, every digit of it. Reads the store itself, also while a node writes to it.")
    {
        Add(_symbol);
        foreach (var option in new Option[] { _kind, _from, _to, _store.Store, _data.Folder, _output }) Add(option);
        SetAction(async (parsed, cancellationToken) =>
        {
            var from = parsed.GetValue(_from) is { } begin ? TickTime.FromDateTimeOffset(begin) : TickTime.Earliest;
            var to = parsed.GetValue(_to) is { } end ? TickTime.FromDateTimeOffset(end) : TickTime.FromDateTimeOffset(world.Time.GetUtcNow().AddDays(3));
            if (from > to) throw CommandFailure.Usage("--from must not be later than --to");
            var (reader, instrument) = await FindAsync(parsed, world, cancellationToken);
            await using (reader)
            {
                var kind = parsed.GetValue(_kind) ?? ExportKind.Trade;
                var writer = new ExportWriter(world.Out, kind, parsed.GetValue(_output) ?? ExportFormat.Csv);
                await foreach (var tick in RowsOf(reader, instrument.Id, kind, from, to, cancellationToken)) writer.Write(tick);
                await world.Out.FlushAsync(cancellationToken);
                return ExitCode.Ok;
            }
        });
    }

    private static IAsyncEnumerable<Tick> RowsOf(ITickReader reader, int instrument, ExportKind kind, long from, long to, CancellationToken cancellationToken) => kind switch
    {
        ExportKind.Day => reader.ReadRowsAsync(instrument, TickKind.Day, from, to, cancellationToken),
        ExportKind.Depth => reader.ReadRowsAsync(instrument, TickKind.Depth, from, to, cancellationToken),
        ExportKind.Candle => reader.ReadRowsAsync(instrument, TickKind.Candle, from, to, cancellationToken),
        _ => reader.ReadTicksAsync(instrument, kind is ExportKind.Quote, from, to, cancellationToken),
    };

    /// <summary>The one instrument that is meant, in the store named or in the first default store that knows it.</summary>
    private async Task<(ITickReader Reader, Instrument Instrument)> FindAsync(ParseResult parsed, Surroundings world, CancellationToken cancellationToken)
    {
        var symbol = parsed.GetRequiredValue(_symbol);
        var stores = StoresOf(parsed, world);
        foreach (var store in stores)
        {
            var reader = await store.OpenReaderAsync(cancellationToken);
            var found = InstrumentNames.Find(await reader.ListInstrumentsAsync(cancellationToken), symbol);
            if (found is [var one]) return (reader, one);
            await reader.DisposeAsync();
            if (found.Count > 1)
            {
                var names = string.Join(", ", found.Take(20).Select(instrument => instrument.Name)) + (found.Count > 20 ? $" and {found.Count - 20} more" : "");
                throw CommandFailure.Usage($"{symbol} may be each of {names}; say which");
            }
        }

        throw new CommandFailure(ExitCode.NotFound, $"there is no instrument {symbol} in {string.Join(" or ", stores)}");
    }

    private List<StoreSpec> StoresOf(ParseResult parsed, Surroundings world)
    {
        if (_store.Given(parsed, world) is { } given) return [given];
        var folder = _data.Read(parsed, world);
        var files = new[] { DataFolder.Real, DataFolder.Simulated }.Select(file => Path.Combine(folder, file)).Where(File.Exists);
        var found = files.Select(path => new StoreSpec($"sqlite:{path}", IsSecret: false)).ToList();
        return found.Count > 0 ? found : throw new CommandFailure(ExitCode.NotFound, $"there is no store in {folder} yet; ticks up makes one, and --store names another");
    }
}
