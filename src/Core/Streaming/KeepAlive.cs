namespace OrleansTicks.Core;

/// <summary>A message that a venue wants to hear again and again.</summary>
/// <param name="Message">As it is sent.</param>
/// <param name="Every">How often.</param>
public sealed record KeepAlive(ReadOnlyMemory<byte> Message, TimeSpan Every);
