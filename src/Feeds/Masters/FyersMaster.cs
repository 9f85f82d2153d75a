using System.Globalization;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Fyers' symbol master, a CSV without a heading for each segment; the venue's own name is the identity, the fytoken the number.</summary>
internal static class FyersMaster
{
    private const int Columns = 17;

    public static MasterRead Read(TextReader text)
    {
        var gather = new MasterGather();
        while (text.ReadLine() is { } line)
        {
            if (line.Length == 0) continue;
            var cells = CsvLine.Split(line);
            if (cells.Count < Columns) gather.Skip("too few columns");
            else if (cells[0].Length < 8 || !cells[0].All(char.IsAsciiDigit)) gather.Skip("no fytoken");
            else if (!cells[9].Contains(':', StringComparison.Ordinal)) gather.Skip("no name");
            else Add(gather, cells);
        }

        return gather.Read();
    }

    private static void Add(MasterGather gather, List<string> cells)
    {
        try
        {
            var identity = InstrumentName.Parse(cells[9]);
            // The day on which it ends is given as a moment, in seconds.
            var expiry = long.TryParse(cells[8], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 && seconds < 10_000_000_000
                ? DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds(seconds).ToOffset(TimeSpan.FromMinutes(330)).DateTime) : (DateOnly?)null;
            gather.Add(new MasterEntry
            {
                Name = identity.Name, Code = cells[0], Kind = identity.Kind, Underlying = cells[13].Length > 0 ? cells[13].ToUpperInvariant() : identity.Underlying ?? identity.Symbol, Expiry = expiry,
                Strike = identity.Strike, Right = identity.Right, Lot = MasterNumbers.Decimal(cells[3]), Tick = MasterNumbers.Decimal(cells[4]), Text = cells[1],
            });
        }
        catch (FormatException)
        {
            gather.Skip("a name that cannot be read");
        }
    }
}
