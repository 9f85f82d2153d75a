using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansTicks.Core;

/// <summary>A venue's list of instruments, to be asked by name, number, alias and rolling alias. Immutable.</summary>
public sealed partial class InstrumentMaster
{
    private readonly Dictionary<string, MasterEntry> _byName;
    private readonly Dictionary<string, MasterEntry> _byCode;
    private readonly ILookup<string, MasterEntry> _byWord;
    private readonly ILookup<string, MasterEntry> _futures;

    /// <param name="entries">Each name once.</param>
    /// <param name="at">When the venue's list was read.</param>
    public InstrumentMaster(IReadOnlyList<MasterEntry> entries, DateTimeOffset at)
    {
        (Entries, At) = (entries, at);
        _byName = entries.ToDictionary(entry => entry.Name, StringComparer.OrdinalIgnoreCase);
        _byCode = entries.GroupBy(entry => entry.Code, StringComparer.OrdinalIgnoreCase).ToDictionary(group => group.Key, group => group.First(), StringComparer.OrdinalIgnoreCase);
        // Of what expires only the whole name means it: a word alone means the thing itself.
        _byWord = entries.Where(entry => entry.Expiry is null).SelectMany(entry => new[] { SymbolOf(entry.Name), entry.Underlying }.Distinct(StringComparer.OrdinalIgnoreCase), (entry, word) => (entry, word))
            .ToLookup(pair => pair.word, pair => pair.entry, StringComparer.OrdinalIgnoreCase);
        _futures = entries.Where(entry => entry is { Kind: InstrumentKind.Future or InstrumentKind.CurrencyFuture, Expiry: not null }).ToLookup(entry => entry.Underlying, StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyList<MasterEntry> Entries { get; }

    /// <summary>When the venue's list was read.</summary>
    public DateTimeOffset At { get; }

    /// <summary>The instrument of exactly that name, or null.</summary>
    public MasterEntry? Named(string name) => _byName.GetValueOrDefault(name);

    /// <summary>What <paramref name="text"/> may mean: a name, the venue's number, a symbol (<c>RELIANCE</c>), or the n-th future to expire from today on (<c>RELIANCE-FUT-1</c>). More than one = ambiguous.</summary>
    /// <param name="text">As people type it.</param>
    /// <param name="today">The market's date.</param>
    public IReadOnlyList<MasterEntry> Find(string text, DateOnly today)
    {
        if (_byName.TryGetValue(text, out var named)) return [named];
        if (_byCode.TryGetValue(text, out var coded)) return [coded];
        if (Rolling().Match(text) is { Success: true } rolling)
        {
            var place = int.Parse(rolling.Groups["n"].Value, CultureInfo.InvariantCulture);
            var exchange = rolling.Groups["exchange"] is { Success: true } said ? said.Value + ":" : "";
            return
            [
                .. _futures[rolling.Groups["root"].Value].Where(entry => entry.Expiry >= today && entry.Name.StartsWith(exchange, StringComparison.OrdinalIgnoreCase))
                    .GroupBy(entry => entry.Name[..entry.Name.IndexOf(':', StringComparison.Ordinal)]).Select(group => group.OrderBy(entry => entry.Expiry).ElementAtOrDefault(place - 1)).OfType<MasterEntry>(),
            ];
        }

        return [.. _byWord[text].Distinct()];
    }

    /// <summary>Instruments whose name, number or text holds all of these words; those that expire soonest first.</summary>
    public IEnumerable<MasterEntry> Search(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Entries.Where(entry => words.All(word => entry.Name.Contains(word, StringComparison.OrdinalIgnoreCase) || entry.Code.Equals(word, StringComparison.OrdinalIgnoreCase)
            || entry.Text?.Contains(word, StringComparison.OrdinalIgnoreCase) == true)).OrderBy(entry => entry.Expiry).ThenBy(entry => entry.Name, StringComparer.Ordinal);
    }

    private static string SymbolOf(string name) => name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..];

    [GeneratedRegex(@"^(?:(?<exchange>[A-Z]+):)?(?<root>.+)-FUT-(?<n>[1-9])$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Rolling();
}
