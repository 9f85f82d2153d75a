using System.CommandLine;
using OrleansTicks.Embedded;
using OrleansTicks.Markets;

namespace OrleansTicks.Client;

/// <summary>The tokens that venues want of us.</summary>
internal sealed class TokenCommand : Command
{
    private readonly Surroundings _world;
    private readonly DataOption _data = new();
    private readonly Argument<string> _feed = new("FEED") { Description = $"Whose token: {string.Join(", ", TokenVault.Needed)}." };
    private readonly Option<string> _client = Take.Text("--client-id", "Of dhan: the client's number.", "ID");
    private readonly Option<string> _file = Take.Text("--file", "Read the token from there instead of from standard input.", "FILE");
    private readonly Option<DateTimeOffset?> _expires = Take.Time("--expires", "When it dies, where it does not say so itself.");
    private readonly Option<OutputFormat?> _output = Take.Format();

    public TokenCommand(Surroundings world)
        : base("token", "Set and look at the access tokens of venues. They lie encrypted in the data folder and are never shown.")
    {
        _world = world;
        var value = new Argument<string[]>("VALUE") { Arity = ArgumentArity.ZeroOrMore, Hidden = true };
        Add("set", "Set a token; it comes on standard input.", Set(value), _client, _file, _expires, value);
        Add("show", "What is known of a token.", parsed => Show(parsed), _output);
        Add("check", "Whether a token is there and alive.", parsed => Check(parsed), _output);
    }

    private void Add(string name, string help, Func<ParseResult, int> run, params Symbol[] more)
    {
        var command = new Command(name, help) { _feed, _data.Folder };
        foreach (var symbol in more)
        {
            if (symbol is Argument argument) command.Add(argument);
            else command.Add((Option)symbol);
        }

        command.SetAction(run);
        Add(command);
    }

    private Func<ParseResult, int> Set(Argument<string[]> value) => parsed =>
    {
        var feed = Feed(parsed);
        // What stands there is not repeated: it is the secret.
        if (parsed.GetValue(value) is { Length: > 0 })
            throw CommandFailure.Usage($"the token does not belong on the command line, which every process can read: say `ticks token set {feed} --file FILE`, or hand it over on standard input");
        var text = parsed.GetValue(_file) is { } file ? AtFile.Read("--file", "@" + file) : _world.In.ReadToEnd();
        try
        {
            var made = Vault(parsed).Set(feed, text.Trim(), parsed.GetValue(_client), parsed.GetValue(_expires));
            _world.Say($"the token of {feed} is set (version {made.Version}, {Expiry(made)})");
            if (feed == "dhan" && made.ClientId is null) _world.Say("dhan wants a client id too: `ticks token set dhan --client-id ID`");
            return ExitCode.Ok;
        }
        catch (FormatException wrong)
        {
            throw CommandFailure.Usage(wrong.Message);
        }
    };

    private int Show(ParseResult parsed)
    {
        var entry = Find(parsed);
        if (parsed.GetValue(_output) is OutputFormat.Json) _world.Out.WriteJson(TokenView.Of(entry, Word(entry)), UpJson.Default.TokenView);
        else _world.Out.WriteLine($"{entry.Feed}: version {entry.Version}, set {entry.SetAt:u}, {Expiry(entry)}, refused {entry.Refusals} times, client id {Masked(entry.ClientId)}, fingerprint {entry.Fingerprint}");
        return ExitCode.Ok;
    }

    private int Check(ParseResult parsed)
    {
        var entry = Find(parsed);
        var word = Word(entry);
        if (parsed.GetValue(_output) is OutputFormat.Json) _world.Out.WriteJson(TokenView.Of(entry, word), UpJson.Default.TokenView);
        else _world.Out.WriteLine($"{entry.Feed}: {word}, {Expiry(entry)}{Session(entry, _data.Read(parsed, _world))}");
        return word is "valid" or "unknown-expiry" ? ExitCode.Ok : ExitCode.Auth;
    }

    private TokenEntry Find(ParseResult parsed)
    {
        var feed = Feed(parsed);
        return Vault(parsed).Find(feed) ?? throw new CommandFailure(ExitCode.Auth, $"No access token found for {feed}: run `ticks token set {feed}`");
    }

    private string Feed(ParseResult parsed)
    {
        var feed = parsed.GetValue(_feed)!.ToLowerInvariant();
        return TokenVault.Needed.Contains(feed) ? feed : throw CommandFailure.Usage($"no token is wanted for '{feed}'. Feeds with tokens are {string.Join(", ", TokenVault.Needed)}");
    }

    private TokenVault Vault(ParseResult parsed) => TokenVault.Of(_data.Read(parsed, _world), _world.Variable, _world.Time);

    private string Word(TokenEntry entry) => entry switch
    {
        { Refusals: >= 2 } => "refused",
        { ExpiresAt: { } end } when end <= _world.Time.GetUtcNow() => "expired",
        { ExpiresAt: null } => "unknown-expiry",
        _ => "valid",
    };

    /// <summary>Whether it lives to the end of the session that is on or comes next.</summary>
    private string Session(TokenEntry entry, string data) =>
        entry.ExpiresAt is { } dies && dies > _world.Time.GetUtcNow() && TokenExpiry.DiesInSession(dies, new MarketCalendars(data).HoursOf(entry.Feed), _world.Time.GetUtcNow()) is { } closes
            ? $"; that is before the session ends at {closes:u}: set a new one" : "";

    private string Expiry(TokenEntry entry) => entry.ExpiresAt is not { } end ? "nobody knows when it dies"
        : end <= _world.Time.GetUtcNow() ? $"it died at {end:u}" : $"it dies at {end:u}";

    private static string Masked(string? id) => id is null ? "none" : id.Length <= 4 ? "****" : $"{new string('*', id.Length - 4)}{id[^4..]}";
}
