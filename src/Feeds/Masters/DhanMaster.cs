using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>DhanHQ's scrip master, the compact CSV with a heading. Columns are found by their names, in either spelling that the venue has used.</summary>
internal static class DhanMaster
{
    public static MasterRead Read(TextReader text)
    {
        var gather = new MasterGather();
        var heading = CsvLine.Split(text.ReadLine() ?? "");
        int Column(params string[] names) => names.Select(name => heading.FindIndex(cell => cell.Trim('\ufeff').Equals(name, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(at => at >= 0, -1);
        var (exchange, segment, id) = (Column("SEM_EXM_EXCH_ID", "EXCH_ID"), Column("SEM_SEGMENT", "SEGMENT"), Column("SEM_SMST_SECURITY_ID", "SECURITY_ID"));
        var (instrument, symbol, root) = (Column("SEM_INSTRUMENT_NAME", "INSTRUMENT"), Column("SEM_TRADING_SYMBOL", "SYMBOL_NAME"), Column("SM_SYMBOL_NAME", "UNDERLYING_SYMBOL"));
        var (expiry, strike, right) = (Column("SEM_EXPIRY_DATE", "SM_EXPIRY_DATE"), Column("SEM_STRIKE_PRICE", "STRIKE_PRICE"), Column("SEM_OPTION_TYPE", "OPTION_TYPE"));
        var (lot, tick, series, label) = (Column("SEM_LOT_UNITS", "LOT_SIZE"), Column("SEM_TICK_SIZE", "TICK_SIZE"), Column("SEM_SERIES", "SERIES"), Column("SEM_CUSTOM_SYMBOL", "DISPLAY_NAME"));
        if (new[] { exchange, segment, id, instrument, symbol }.Any(at => at < 0))
            throw new FormatException("the first line does not name the columns of DhanHQ's scrip master (SEM_EXM_EXCH_ID, SEM_SEGMENT, SEM_SMST_SECURITY_ID, SEM_INSTRUMENT_NAME, SEM_TRADING_SYMBOL)");
        while (text.ReadLine() is { } line)
        {
            if (line.Length == 0) continue;
            var cells = CsvLine.Split(line);
            string? Cell(int at) => at >= 0 && at < cells.Count && cells[at].Length > 0 ? cells[at] : null;
            if (cells.Count < heading.Count - 1) gather.Skip("too few columns");
            else if (SegmentOf(Cell(exchange), Cell(segment)) is not { } code) gather.Skip("an exchange or segment that is not known");
            else if (!uint.TryParse(Cell(id), out var number)) gather.Skip("no security id");
            else Add(gather, Cell, $"{code}:{number}", Cell(exchange)!.ToUpperInvariant());
        }

        return gather.Read();

        void Add(MasterGather to, Func<int, string?> cell, string code, string venue)
        {
            var name = cell(symbol)!;
            var entry = new MasterEntry
            {
                Name = "", Code = code, Kind = InstrumentKind.Unknown, Underlying = RootOf(name, cell(root)), Lot = MasterNumbers.Decimal(cell(lot)), Tick = MasterNumbers.Decimal(cell(tick)),
                Text = cell(label),
            };
            switch (cell(instrument)?.ToUpperInvariant())
            {
                case "EQUITY":
                    var share = cell(series) is { } of && of is not ("EQ" or "A" or "NA") ? $"{name}-{of}" : name;
                    to.Add(entry with { Name = $"{venue}:{share.ToUpperInvariant()}", Kind = InstrumentKind.Equity, Underlying = name.ToUpperInvariant() });
                    break;
                case "INDEX":
                    to.Add(entry with { Name = $"{venue}:{name.ToUpperInvariant().Replace(" ", "", StringComparison.Ordinal)}-INDEX", Kind = InstrumentKind.Index, Underlying = name.ToUpperInvariant() });
                    break;
                case { } kind when kind.StartsWith("FUT", StringComparison.Ordinal):
                    if (MasterNumbers.Day(cell(expiry)) is not { } end) to.Skip("a future without a day of expiry");
                    else to.Derivative(venue, entry with { Kind = kind == "FUTCUR" ? InstrumentKind.CurrencyFuture : InstrumentKind.Future, Expiry = end });
                    break;
                case { } kind when kind.StartsWith("OPT", StringComparison.Ordinal):
                    if (MasterNumbers.Day(cell(expiry)) is not { } last || MasterNumbers.Decimal(cell(strike)) is not { } price || cell(right) is not ("CE" or "PE")) to.Skip("an option without expiry, strike or right");
                    else to.Derivative(venue, entry with { Kind = kind == "OPTCUR" ? InstrumentKind.CurrencyOption : InstrumentKind.Option, Expiry = last, Strike = price, Right = cell(right) });
                    break;
                default:
                    to.Skip("a kind of instrument that is not known");
                    break;
            }
        }
    }

    /// <summary>Symbols of derivatives begin with the underlying: RELIANCE-Jul2025-FUT.</summary>
    private static string RootOf(string symbol, string? said)
    {
        var hyphen = symbol.IndexOf('-', StringComparison.Ordinal);
        return (hyphen > 0 ? symbol[..hyphen] : said ?? symbol).ToUpperInvariant();
    }

    private static string? SegmentOf(string? exchange, string? segment) => (exchange?.ToUpperInvariant(), segment?.ToUpperInvariant()) switch
    {
        (_, "I") => "IDX_I",
        ("NSE", "E") => "NSE_EQ",
        ("NSE", "D") => "NSE_FNO",
        ("NSE", "C") => "NSE_CURRENCY",
        ("BSE", "E") => "BSE_EQ",
        ("BSE", "D") => "BSE_FNO",
        ("BSE", "C") => "BSE_CURRENCY",
        ("MCX", "M") => "MCX_COMM",
        _ => null,
    };
}
