using System.CommandLine;
using OrleansTicks.Core;
using OrleansTicks.Storage;

namespace OrleansTicks.Client;

/// <summary><c>--store</c>, else <c>$TICKS_STORE</c>. A password is taken from a file or the variable, never from the command line.</summary>
internal sealed class StoreOption(string help)
{
    public Option<string> Store { get; } = Take.Text("--store", $"{help} Also $TICKS_STORE.", "sqlite:PATH|postgres:@FILE");

    /// <summary>Null when neither says anything.</summary>
    public StoreSpec? Given(ParseResult parsed, Surroundings world)
    {
        if (parsed.GetValue(Store) is { } text) return Check(text);
        return world.Variable(StoreFactory.Variable) is { Length: > 0 } value ? new StoreSpec(value, IsSecret: true) : null;
    }

    private static StoreSpec Check(string text)
    {
        const string hint = "put the connection text into a file and say --store postgres:@FILE, or into $TICKS_STORE, or use a PGPASSFILE";
        if (text.StartsWith("sqlite:", StringComparison.OrdinalIgnoreCase)) return new StoreSpec("sqlite:" + Path.GetFullPath(text["sqlite:".Length..]), IsSecret: false);
        if (!text.StartsWith(PostgresSettings.Prefix, StringComparison.OrdinalIgnoreCase)) throw CommandFailure.Usage("--store takes sqlite:PATH or postgres:@FILE");
        try
        {
            _ = PostgresSettings.Parse(text, secret: false);
        }
        catch (StoreRefusedException refused)
        {
            throw CommandFailure.Usage(refused.Message.Contains("@FILE", StringComparison.Ordinal) ? refused.Message : $"{refused.Message} ({hint})");
        }

        return new StoreSpec(text, IsSecret: false);
    }
}
