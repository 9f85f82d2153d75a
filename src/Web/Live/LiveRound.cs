namespace OrleansTicks.Web;

/// <summary>What is known at one moment, for all who listen. Immutable.</summary>
/// <param name="Number">Grows by one each round.</param>
/// <param name="AsOf">The moment, as text.</param>
/// <param name="Names">The instruments with data, by everything that people call them.</param>
/// <param name="Rows">The newest of each of them, in order of name.</param>
/// <param name="BoardRound">In which round the board was made.</param>
/// <param name="Board">A <see cref="NodeBoard"/> as JSON.</param>
internal sealed record LiveRound(long Number, string AsOf, SymbolIndex Names, IReadOnlyList<QuoteRow> Rows, long BoardRound, ReadOnlyMemory<byte> Board)
{
    private readonly Lazy<ReadOnlyMemory<byte>> _all = new(() => QuoteMessage.Of(AsOf, Rows, snapshot: true));
    private readonly Lazy<ReadOnlyMemory<byte>> _news = new(() => Rows.Where(row => row.Round == Number).ToList() is { Count: > 0 } changed ? QuoteMessage.Of(AsOf, changed, snapshot: false) : default);

    /// <summary>The message for whoever takes all symbols and has seen the rounds until <paramref name="seen"/>, written once for all of them; empty = nothing changed. False = it must be written for this one.</summary>
    public bool TryShare(long seen, out ReadOnlyMemory<byte> message)
    {
        message = seen == 0 ? _all.Value : seen == Number - 1 ? _news.Value : default;
        return seen == 0 || seen == Number - 1;
    }
}
