namespace OrleansTicks.Simulator;

/// <summary>The client broke the protocol and is closed with this code.</summary>
internal sealed class ProtocolException(ushort code, string message) : Exception(message)
{
    public ushort Code { get; } = code;
}
