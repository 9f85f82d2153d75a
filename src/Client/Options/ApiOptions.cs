using System.CommandLine;
using OrleansTicks.Web;

namespace OrleansTicks.Client;

/// <summary>Where the API is and which key opens it: on every command.</summary>
internal sealed class ApiOptions
{
    public Option<string> Address { get; } = new("--api") { Description = $"Address of the API (or $TICKS_API; {WebOptions.DefaultListen}).", HelpName = "URL", Recursive = true };

    public Option<string> Key { get; } = new("--api-key") { Description = "File with the API key (or $TICKS_API_KEY).", HelpName = "@FILE", Recursive = true };

    public ApiClient Connect(ParseResult parsed, Surroundings world)
    {
        var text = parsed.GetValue(Address) ?? Given(world, "TICKS_API") ?? WebOptions.DefaultListen;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0 || address.Query.Length > 0)
            throw CommandFailure.Usage($"--api takes the address of a node, as in {WebOptions.DefaultListen}; keys go into --api-key @FILE");
        return Connect(parsed, world, address);
    }

    /// <summary>The API of another node, opened by the same key.</summary>
    public ApiClient Connect(ParseResult parsed, Surroundings world, Uri address) => new(address, KeyOf(parsed) ?? Given(world, "TICKS_API_KEY")?.Trim(), world.Time);

    /// <summary>The key of <c>--api-key @FILE</c>, or null.</summary>
    public string? KeyOf(ParseResult parsed)
    {
        if (parsed.GetValue(Key) is not { } text) return null;
        if (!AtFile.Is(text)) throw CommandFailure.Usage("--api-key takes @FILE: a key on the command line can be read by every process; put it into a file, or into $TICKS_API_KEY");
        return AtFile.Read("--api-key", text);
    }

    private static string? Given(Surroundings world, string name) => world.Variable(name) is { Length: > 0 } value ? value : null;
}
