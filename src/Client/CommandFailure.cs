namespace OrleansTicks.Client;

/// <summary>Ends a command with one line on stderr and an exit code.</summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="message">What was wrong and what would be right; no secret.</param>
internal sealed class CommandFailure(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>Where the same would succeed; null = nowhere.</summary>
    public Uri? Elsewhere { get; init; }

    public static CommandFailure Usage(string message) => new(Client.ExitCode.Usage, message);
}
