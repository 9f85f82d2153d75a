namespace OrleansTicks.Simulator;

/// <summary>One whole message of a client.</summary>
/// <param name="Opcode">Text, binary, close, ping or pong.</param>
/// <param name="Payload">Unmasked; good until the next read.</param>
internal readonly record struct ClientMessage(Opcode Opcode, ReadOnlyMemory<byte> Payload);
