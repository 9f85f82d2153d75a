namespace OrleansTicks.Core;

/// <summary>A start that cannot be met. The message names what was wrong and what would be right.</summary>
/// <param name="refusal">The kind of refusal; it decides the HTTP status and the exit code.</param>
/// <param name="message">For the user.</param>
public sealed class StartRefusedException(StartRefusal refusal, string message) : Exception(message)
{
    public StartRefusal Refusal { get; } = refusal;
}
