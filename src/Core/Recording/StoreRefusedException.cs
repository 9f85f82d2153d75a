namespace OrleansTicks.Core;

/// <summary>A store that cannot be used as asked: another process has it, it holds the other sort of data, its schema is newer. The message says what to do.</summary>
public sealed class StoreRefusedException(string message, Exception? inner = null) : Exception(message, inner);
