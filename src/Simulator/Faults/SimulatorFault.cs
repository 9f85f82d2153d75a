using System.Globalization;

namespace OrleansTicks.Simulator;

/// <summary>One scripted fault: <c>frame=500,conn=0,do=cut</c>.</summary>
/// <remarks>
/// <c>at=10s</c> (since the first market began) or <c>frame=500</c> (when the connection has been sent 500 data frames) says when; <c>conn=0</c> which accepted
/// connection, counted from 0, and without it every one; <c>do=</c> what: <c>close:CODE</c>, <c>cut</c>, <c>mute:20s</c>, <c>refuse:STATUS[:TIMES]</c>, <c>ban:20s</c>,
/// <c>dup</c>, <c>swap</c>, <c>garbage</c>, <c>drop</c>.
/// </remarks>
public sealed record SimulatorFault
{
    /// <summary>Since the first market began; null where <see cref="Frame"/> says when.</summary>
    public TimeSpan? At { get; private init; }

    /// <summary>Data frames sent on the connection before it happens; null where <see cref="At"/> says when.</summary>
    public long? Frame { get; private init; }

    /// <summary>The accepted connection, counted from 0; null = every one.</summary>
    public int? Connection { get; private init; }

    public SimulatorFaultAction Action { get; private init; }

    /// <summary>The close code or the HTTP status; else 0.</summary>
    public int Code { get; private init; }

    /// <summary>How many handshakes are refused; else 1.</summary>
    public int Times { get; private init; } = 1;

    /// <summary>How long it mutes or bans; else zero.</summary>
    public TimeSpan Duration { get; private init; }

    /// <summary>The fault as it was written.</summary>
    public string Text { get; private init; } = "";

    public override string ToString() => Text;

    /// <exception cref="SimulatorException">The text is no fault; the message names the part that is wrong.</exception>
    public static SimulatorFault Parse(string text) => TryParse(text, out var fault, out var error) ? fault : throw new SimulatorException(error);

    public static bool TryParse(string text, out SimulatorFault fault, out string error)
    {
        fault = new SimulatorFault { Text = text };
        error = "";
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (part, "") : (part[..equals], part[(equals + 1)..]);
            error = !seen.Add(name) ? "stands twice" : Read(name, value, ref fault);
            if (error.Length == 0) continue;
            error = $"fault '{text}': {part} {error}";
            return false;
        }

        if (!seen.Contains("do")) error = $"fault '{text}': do= is missing; it says what happens, for example do=cut";
        else if (fault.At is null == fault.Frame is null) error = $"fault '{text}': exactly one of at=10s and frame=500 says when";
        return error.Length == 0;
    }

    private static string Read(string name, string value, ref SimulatorFault fault)
    {
        switch (name)
        {
            case "at":
                if (!TryDuration(value, out var at)) return "must be a time such as at=10s, at=500ms or at=2m";
                fault = fault with { At = at };
                return "";
            case "frame":
                if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var frame))
                    return "must be a number of frames such as frame=500";
                fault = fault with { Frame = frame };
                return "";
            case "conn":
                if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var connection))
                    return "must be a connection counted from 0, such as conn=0";
                fault = fault with { Connection = connection };
                return "";
            case "do":
                return ReadAction(value.Split(':'), ref fault);
            default:
                return "is unknown; a fault has at= or frame=, conn= and do=";
        }
    }

    private static string ReadAction(string[] words, ref SimulatorFault fault)
    {
        switch (words)
        {
            case ["close", var code] when TryNumber(code, 1000, 4999, out var number):
                fault = fault with { Action = SimulatorFaultAction.Close, Code = number };
                return "";
            case ["close", ..]:
                return "must name a close code of 1000 to 4999, such as do=close:1001";
            case ["mute", var time] when TryDuration(time, out var duration) && duration > TimeSpan.Zero:
                fault = fault with { Action = SimulatorFaultAction.Mute, Duration = duration };
                return "";
            case ["mute", ..]:
                return "must name how long, such as do=mute:20s";
            case ["ban", var time] when TryDuration(time, out var duration) && duration > TimeSpan.Zero:
                fault = fault with { Action = SimulatorFaultAction.Ban, Duration = duration };
                return "";
            case ["ban", ..]:
                return "must name how long, such as do=ban:20s";
            case ["refuse", var status] when TryNumber(status, 300, 599, out var number):
                fault = fault with { Action = SimulatorFaultAction.Refuse, Code = number };
                return "";
            case ["refuse", var status, var times] when TryNumber(status, 300, 599, out var number) && TryNumber(times, 1, 1_000_000, out var count):
                fault = fault with { Action = SimulatorFaultAction.Refuse, Code = number, Times = count };
                return "";
            case ["refuse", ..]:
                return "must name an HTTP status of 300 to 599 and perhaps how often, such as do=refuse:401 or do=refuse:401:3";
            case [var word] when Enum.TryParse<SimulatorFaultAction>(word, ignoreCase: true, out var action) && char.IsAsciiLetterLower(word[0]):
                fault = fault with { Action = action };
                return "";
            default:
                return "is unknown; it can do close:CODE, cut, mute:TIME, refuse:STATUS, ban:TIME, dup, swap, garbage or drop";
        }
    }

    private static bool TryNumber(string text, int least, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;

    private static bool TryDuration(string text, out TimeSpan duration)
    {
        duration = default;
        var digits = text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
        double? unit = text[digits..] switch { "ms" => 0.001, "s" => 1, "m" => 60, "h" => 3600, _ => null };
        if (unit is null) return false;
        if (!double.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
        if (number * unit > TimeSpan.FromDays(30).TotalSeconds) return false;
        duration = TimeSpan.FromSeconds(number * unit.Value);
        return true;
    }
}
