using OrleansTicks.Core;

namespace OrleansTicks.Client;

/// <summary>The predecessor's environment variables of the feed <c>dhan</c>. Options win over them.</summary>
internal static class DhanVariables
{
    private const string Enabled = "DHANHQ_WS_ENABLED";
    private const string ModeName = "DHANHQ_WS_MODE";

    /// <exception cref="CommandFailure">The feed is switched off, or nobody can tell.</exception>
    public static void ThrowIfOff(string? feed, Surroundings world)
    {
        if (!IsDhan(feed) || world.Variable(Enabled) is not { Length: > 0 } said) return;
        switch (said.Trim().ToLowerInvariant())
        {
            case "true" or "1" or "yes" or "on": return;
            case "false" or "0" or "no" or "off": throw new CommandFailure(ExitCode.Error, $"the feed dhan is switched off by {Enabled}={said.Trim()}");
            default: throw CommandFailure.Usage($"{Enabled} is '{said}'; it is true or false");
        }
    }

    /// <summary>The mode that the environment wants of <c>dhan</c>, or null.</summary>
    /// <exception cref="CommandFailure">It is no mode.</exception>
    public static FeedMode? Mode(string? feed, Surroundings world)
    {
        if (!IsDhan(feed) || world.Variable(ModeName) is not { Length: > 0 } said) return null;
        return Words.TryParse<FeedMode>(said.Trim(), out var mode) ? mode : throw CommandFailure.Usage($"{ModeName} is '{said}'; it is ticker, quote or full");
    }

    private static bool IsDhan(string? feed) => string.Equals(feed, "dhan", StringComparison.OrdinalIgnoreCase);
}
