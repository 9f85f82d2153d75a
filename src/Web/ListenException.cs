namespace OrleansTicks.Web;

/// <summary>The API cannot listen where it was told to; the message names the address and the option.</summary>
public sealed class ListenException(string message, Exception inner) : Exception(message, inner);
