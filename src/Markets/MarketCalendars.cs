using System.Text.Json;
using OrleansTicks.Core;

namespace OrleansTicks.Markets;

/// <summary>The markets that this program knows, and what users added to them.</summary>
public sealed class MarketCalendars
{
    /// <summary>The file of additions in the data folder.</summary>
    public const string File = "calendar.json";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip, WriteIndented = true, UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    private readonly string? _file;
    private readonly Dictionary<string, List<DayRow>> _added;

    /// <param name="folder">The data folder, for additions; null = none.</param>
    /// <exception cref="IOException">The file of additions cannot be read; the message says why.</exception>
    public MarketCalendars(string? folder)
    {
        _file = folder is null ? null : Path.Combine(folder, File);
        _added = Load();
    }

    /// <summary>Every market's name.</summary>
    public static IReadOnlyList<string> Names { get; } = ["nse", "nse-fo", "bse", "bse-fo", "mcx", "nyse", "24x7"];

    /// <summary>The calendar of a market.</summary>
    /// <exception cref="FormatException">There is no such market; the message names those that are.</exception>
    public MarketCalendar Of(string market)
    {
        var name = market.ToLowerInvariant();
        if (!Names.Contains(name)) throw new FormatException($"there is no market '{market}'. Markets are {string.Join(", ", Names)}");
        // The exchanges of Mumbai share their holidays; derivatives differ from cash by their hours alone.
        var file = Read(name);
        if (name is "nse-fo" or "bse" or "bse-fo") file = file with { Years = Read("nse").Years, Days = Read("nse").Days };
        return new MarketCalendar(name, file, _added.GetValueOrDefault(name) ?? []);
    }

    /// <summary>The hours of a feed; null = it never closes. A stream may carry instruments of all of India's exchanges, so the hours are those of all.</summary>
    public IMarketHours? HoursOf(string feed) =>
        feed.ToLowerInvariant() is "dhan" or "fyers" ? new AnyMarket([.. new[] { "nse", "nse-fo", "bse", "bse-fo", "mcx" }.Select(Of)]) : null;

    /// <summary>The market of an instrument: by the feed and, for India, by the exchange and the form of the name.</summary>
    public static string MarketOf(string feed, string identity)
    {
        var colon = identity.IndexOf(':', StringComparison.Ordinal);
        var exchange = colon < 0 ? "" : identity[..colon].ToUpperInvariant();
        if (feed is not ("dhan" or "fyers")) return "24x7";
        var symbol = identity[(colon + 1)..].ToUpperInvariant();
        var isDerivative = symbol.EndsWith("FUT", StringComparison.Ordinal) || ((symbol.EndsWith("CE", StringComparison.Ordinal) || symbol.EndsWith("PE", StringComparison.Ordinal)) && symbol.Any(char.IsAsciiDigit));
        return exchange switch
        {
            "MCX" or "MCX_COMM" => "mcx",
            "NSE_FNO" or "NSE_CURRENCY" => "nse-fo",
            "BSE_FNO" or "BSE_CURRENCY" => "bse-fo",
            "BSE" => isDerivative ? "bse-fo" : "bse",
            "BSE_EQ" => "bse",
            _ => isDerivative ? "nse-fo" : "nse",
        };
    }

    /// <summary>Adds a day, or replaces one: closed, or with these sessions.</summary>
    /// <exception cref="FormatException">Market, date or a session is none.</exception>
    /// <exception cref="IOException">It cannot be kept.</exception>
    public MarketDay Add(string market, string date, IReadOnlyList<string> sessions, string? note)
    {
        if (_file is null) throw new InvalidOperationException("there is no folder to keep additions in");
        var name = Of(market).Name;
        var row = new DayRow { Date = MarketTimes.Date(date).ToString("uuuu-MM-dd", System.Globalization.CultureInfo.InvariantCulture), Note = note, Sessions = [.. sessions.Select(text => MarketTimes.Text(MarketTimes.Session(text)))] };
        if (!_added.TryGetValue(name, out var rows)) _added[name] = rows = [];
        rows.RemoveAll(known => known.Date == row.Date);
        rows.Add(row);
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        var temporary = $"{_file}.{Guid.NewGuid():N}";
        System.IO.File.WriteAllText(temporary, JsonSerializer.Serialize(_added, Options));
        System.IO.File.Move(temporary, _file, overwrite: true);
        return Of(name).DayOf(MarketTimes.Date(date));
    }

    private Dictionary<string, List<DayRow>> Load()
    {
        if (_file is null || !System.IO.File.Exists(_file)) return new(StringComparer.Ordinal);
        try
        {
            var all = JsonSerializer.Deserialize<Dictionary<string, List<DayRow>>>(System.IO.File.ReadAllText(_file), Options) ?? [];
            foreach (var row in all.Values.SelectMany(rows => rows))
            {
                MarketTimes.Date(row.Date);
                foreach (var session in row.Sessions) MarketTimes.Session(session);
            }

            return all;
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException)
        {
            throw new IOException($"{_file} cannot be read: {wrong.Message}", wrong);
        }
    }

    private static MarketFile Read(string name)
    {
        using var stream = typeof(MarketCalendars).Assembly.GetManifestResourceStream($"market.{name}.json") ?? throw new InvalidOperationException($"the calendar of {name} is missing from the program");
        return JsonSerializer.Deserialize<MarketFile>(stream, Options)!;
    }
}
