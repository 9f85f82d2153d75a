using System.CommandLine;
using System.CommandLine.Parsing;

namespace OrleansTicks.Client;

/// <summary>Says what is wrong with a command line, with the nearest thing that would be right. Never repeats what may be a secret.</summary>
internal static class Mistakes
{
    /// <summary>True when something has to be explained. The parser takes an unknown option for an argument where one may stand.</summary>
    public static bool AreIn(ParseResult parsed) => parsed.Errors.Count > 0 || Swallowed(parsed) is not null;

    public static int Explain(RootCommand root, ParseResult parsed, Surroundings world)
    {
        var command = parsed.CommandResult.Command;
        if ((Swallowed(parsed) ?? parsed.UnmatchedTokens.FirstOrDefault(token => token.StartsWith('-')) ?? parsed.UnmatchedTokens.FirstOrDefault()) is { } stranger)
        {
            world.Say($"ticks: {Describe(parsed, command, stranger)}");
            world.Say($"See ticks {PathOf(parsed.CommandResult)}--help".Replace("  ", " ", StringComparison.Ordinal));
        }
        else if (command.Subcommands.Count > 0 && command.Action is null)
        {
            root.Parse([.. PathOf(parsed.CommandResult).Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"])
                .Invoke(new InvocationConfiguration { Output = world.Out, Error = world.Error });
            world.Out.Flush();
        }
        else
        {
            foreach (var error in parsed.Errors.Select(error => error.Message).Distinct()) world.Say($"ticks: {error}");
        }

        return ExitCode.Usage;
    }

    private static string? Swallowed(ParseResult parsed) =>
        parsed.CommandResult.Command.Arguments.SelectMany(argument => parsed.GetResult(argument)?.Tokens ?? [])
            .Select(token => token.Value).FirstOrDefault(value => value.StartsWith('-'));

    private static string Describe(ParseResult parsed, Command command, string stranger)
    {
        if (!stranger.StartsWith('-'))
        {
            return command.Subcommands.Count == 0
                ? $"{Shorten(stranger)} is one argument too many"
                : $"there is no command {Shorten(stranger)}{Nearest(stranger, command.Subcommands.Where(sub => !sub.Hidden).SelectMany(sub => sub.Aliases.Prepend(sub.Name)))}";
        }

        var name = stranger.Split('=', ':')[0];
        if (SecretNames.IsSecret(name))
            return $"there is no option {Shorten(name)}: secrets are not taken on the command line, where every process can read them; "
                + "put them into a file (--api-key @FILE, --store postgres:@FILE, --url @FILE)";
        return $"there is no option {Shorten(name)}{Nearest(name, OptionsOf(parsed.CommandResult))}";
    }

    private static IEnumerable<string> OptionsOf(CommandResult result)
    {
        foreach (var option in result.Command.Options.Where(option => !option.Hidden)) yield return option.Name;
        for (var parent = result.Parent as CommandResult; parent is not null; parent = parent.Parent as CommandResult)
        {
            foreach (var option in parent.Command.Options.Where(option => option.Recursive)) yield return option.Name;
        }
    }

    private static string Nearest(string text, IEnumerable<string> known)
    {
        var nearest = known.Distinct().Select(word => (Word: word, Distance: Distance(text, word))).MinBy(pair => pair.Distance);
        return nearest.Word is not null && nearest.Distance <= Math.Max(2, text.Length / 2) ? $"; did you mean {nearest.Word}?" : "";
    }

    private static string PathOf(CommandResult result)
    {
        var path = "";
        for (var one = result; one is not null and not { Command: RootCommand }; one = one.Parent as CommandResult) path = $"{one.Command.Name} {path}";
        return path;
    }

    private static string Shorten(string text) => text.Length <= 40 ? $"'{text}'" : $"'{text[..40]}…'";

    /// <summary>Letters to insert, delete, change or swap with their neighbour.</summary>
    private static int Distance(string a, string b)
    {
        if (a.Length > 60) return int.MaxValue;
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }

                var same = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]);
                table[i, j] = Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }

        return table[a.Length, b.Length];
    }
}
