namespace OrleansTicks.Web;

/// <summary>What is known at one moment, for all who listen. Immutable.</summary>
/// <param name="Number">Grows by one each round.</param>
/// <param name="AsOf">The moment, as text.</param>
/// <param name="Names">The instruments with data, by everything that people call them.</param>
/// <param name="Rows">The newest of each of them, in order of name.</param>
/// <param name="BoardRound">In which round the board was made.</param>
/// <param name="Board">A <see cref="NodeBoard"/> as JSON.</param>
internal sealed record LiveRound(long Number, string AsOf, SymbolIndex Names, IReadOnlyList<QuoteRow> Rows, long BoardRound, ReadOnlyMemory<byte> Board);
