namespace OrleansTicks.Core;

/// <summary>The store failed. What that means is decided in one place, <see cref="StoreFaults"/>.</summary>
/// <param name="sqlState">Five characters of the SQL standard; SQLite's codes are translated; <c>08006</c> for a lost connection, <c>57014</c> for a time-out.</param>
/// <param name="message">What the store said, without secrets.</param>
/// <param name="inner">The driver's exception.</param>
public sealed class StoreException(string sqlState, string message, Exception? inner = null) : Exception(message, inner)
{
    public string SqlState { get; } = sqlState;
}
