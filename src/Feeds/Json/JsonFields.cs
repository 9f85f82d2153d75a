namespace OrleansTicks.Feeds;

/// <summary>Which fields of a plain JSON object hold what. A dot in a name goes one object down: <c>data.price</c>.</summary>
public sealed record JsonFields
{
    /// <summary>The text form, by an example.</summary>
    public const string Example = "symbol=symbol,price=ltp,size=qty,time=ts:ns,id=seq";

    private static readonly string[] Roles = ["symbol", "price", "size", "time", "id"];

    /// <summary>Names the instrument.</summary>
    public required string Symbol { get; init; }

    /// <summary>Holds the last price, as a number or as text.</summary>
    public required string Price { get; init; }

    /// <summary>Holds the size of the last trade; null = there is none, and ticks are last prices rather than trades.</summary>
    public string? Size { get; init; }

    /// <summary>Holds the time of the last trade; null = the time of receipt stands for it.</summary>
    public string? Time { get; init; }

    /// <summary>Unit of <see cref="Time"/>, counted from 1970 UTC.</summary>
    public TimeUnit TimeUnit { get; init; } = TimeUnit.Milliseconds;

    /// <summary>Holds a whole number that names the tick, never twice the same for an instrument; null = there is none.</summary>
    public string? Id { get; init; }

    /// <summary>Reads <c>symbol=NAME,price=NAME[,size=NAME][,time=NAME:s|ms|us|ns][,id=NAME]</c>.</summary>
    /// <exception cref="FormatException">It is not in that form; the message says what was wrong and what would be right.</exception>
    public static JsonFields Parse(string text)
    {
        var fields = new Dictionary<string, string>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var (role, name) = part.Split('=', 2) is [var left, var right] ? (left.Trim(), right.Trim()) : throw Wrong($"'{part}' is no name=field");
            if (!Roles.Contains(role)) throw Wrong($"'{role}' is none of {string.Join(", ", Roles)}");
            if (!fields.TryAdd(role, name)) throw Wrong($"{role} stands twice");
        }

        if (!fields.ContainsKey("symbol") || !fields.ContainsKey("price")) throw Wrong("symbol and price must be named");
        var (time, unit) = fields.TryGetValue("time", out var timed) ? SplitTime(timed) : (null, TimeUnit.Milliseconds);
        if (time is not null) fields["time"] = time;
        foreach (var (role, name) in fields)
        {
            if (!IsName(name)) throw Wrong($"the field of {role} must be 1 to 60 characters a step, without quotes, backslashes and control characters");
            if (fields.Values.Any(other => other.StartsWith(name + '.', StringComparison.Ordinal))) throw Wrong($"'{name}' cannot be a value and hold others");
        }

        return new JsonFields
        {
            Symbol = fields["symbol"],
            Price = fields["price"],
            Size = fields.GetValueOrDefault("size"),
            Time = time,
            TimeUnit = unit,
            Id = fields.GetValueOrDefault("id"),
        };
    }

    /// <summary>The same in the text form.</summary>
    public override string ToString() =>
        $"symbol={Symbol},price={Price}{And("size", Size)}{And("time", Time is null ? null : $"{Time}:{UnitWord}")}{And("id", Id)}";

    private string UnitWord => Units.Single(unit => unit.Unit == TimeUnit).Word;

    private static string And(string role, string? name) => name is null ? "" : $",{role}={name}";

    private static (string Word, TimeUnit Unit)[] Units =>
        [("s", TimeUnit.Seconds), ("ms", TimeUnit.Milliseconds), ("us", TimeUnit.Microseconds), ("ns", TimeUnit.Nanoseconds)];

    private static (string? Name, TimeUnit Unit) SplitTime(string text)
    {
        var colon = text.LastIndexOf(':');
        var unit = Units.FirstOrDefault(unit => unit.Word == text[(colon + 1)..]);
        return colon > 0 && unit.Word is not null ? (text[..colon], unit.Unit) : throw Wrong("time names its unit: time=NAME:s, :ms, :us or :ns");
    }

    private static bool IsName(string name) => name.Split('.') is { Length: <= 16 } steps && Array.TrueForAll(steps, IsStep);

    private static bool IsStep(string step) => step.Length is > 0 and <= 60 && !step.Any(c => char.IsControl(c) || c is '"' or '\\');

    private static FormatException Wrong(string what) => new($"the fields of the JSON are not understood: {what}; for example {Example}");
}
