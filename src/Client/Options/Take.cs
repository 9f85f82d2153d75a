using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Microsoft.Extensions.Logging;
using OrleansTicks.Core;

namespace OrleansTicks.Client;

/// <summary>Options by the kind of thing they take. Each is null when it was not given, so that a preset can tell.</summary>
internal static class Take
{
    public static Option<string> Text(string name, string help, string takes) => new(name) { Description = help, HelpName = takes };

    public static Option<bool> Switch(string name, string help, params string[] aliases) => new(name, aliases) { Description = help };

    public static Option<TimeSpan?> Duration(string name, string help, TimeSpan least = default) => Parsed<TimeSpan?>(
        name, help, "TIME", text => Client.Duration.TryParse(text, out var span) && span >= least ? span : null,
        least == default ? Client.Duration.Example : $"{Client.Duration.Example}, at least {least.TotalSeconds:0.###}s");

    public static Option<int?> Number(string name, string help, int min, int max) => Parsed<int?>(
        name, help, "N",
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number : null,
        $"a number from {min} to {max}");

    public static Option<T?> Word<T>(string name, string help, params string[] aliases)
        where T : struct, Enum
    {
        var words = string.Join("|", Enum.GetValues<T>().Select(value => value.Word()));
        return Parsed<T?>(name, help, words, text => Words.TryParse<T>(text, out var value) ? value : null, words.Replace("|", " or ", StringComparison.Ordinal), aliases);
    }

    public static Option<DateTimeOffset?> Time(string name, string help) => Parsed<DateTimeOffset?>(
        name, help, "TIME",
        text => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null,
        "a time, UTC unless it says otherwise, such as 2026-01-05T09:15:00Z or 2026-01-05");

    public static Option<OutputFormat?> Format() => Word<OutputFormat>("--output", "How to print.", "-o");

    public static Option<LogLevel?> LogLevel() => Parsed<LogLevel?>(
        "--loglevel", "Least important line of the log (info).", "trace|debug|info|warning|error",
        text => text.ToLowerInvariant() switch
        {
            "trace" => Microsoft.Extensions.Logging.LogLevel.Trace,
            "debug" => Microsoft.Extensions.Logging.LogLevel.Debug,
            "info" or "information" => Microsoft.Extensions.Logging.LogLevel.Information,
            "warning" or "warn" => Microsoft.Extensions.Logging.LogLevel.Warning,
            "error" => Microsoft.Extensions.Logging.LogLevel.Error,
            _ => null,
        },
        "trace or debug or info or warning or error");

    private static Option<T> Parsed<T>(string name, string help, string takes, Func<string, T> parse, string example, params string[] aliases) => new(name, aliases)
    {
        Description = help,
        HelpName = takes,
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result => parse(result.Tokens[0].Value) is { } value ? value : Fail<T>(result, name, example),
    };

    private static T Fail<T>(ArgumentResult result, string name, string example)
    {
        result.AddError($"{name} takes {example}");
        return default!;
    }
}
