using OrleansTicks.Core;

namespace OrleansTicks.Core.Tests.Symbols;

public sealed class SymbolBookTests
{
    private readonly SymbolBook _book = new();

    private BookVerdict Accept(long identity, TickKind kind = TickKind.Trade) => Accept(identity, kind, out _);

    private BookVerdict Accept(long identity, TickKind kind, out Tick tick)
    {
        tick = Some.Trade(identity);
        tick.Kind = kind;
        return _book.Accept(ref tick, kind is TickKind.Quote ? Some.WithIdOnly : Some.WithIdAndTime);
    }

    [Fact]
    public void The_same_id_twice_is_a_duplicate() => Assert.Equal([BookVerdict.New, BookVerdict.Duplicate], [Accept(5), Accept(5)]);

    [Fact]
    public void Frames_that_changed_places_are_both_kept_and_the_older_is_marked()
    {
        Assert.Equal(BookVerdict.New, Accept(1));
        Assert.Equal(BookVerdict.New, Accept(3));
        Assert.Equal(BookVerdict.Late, Accept(2, TickKind.Trade, out var late));
        Assert.NotEqual(0, late.Flags & TickFlags.Late);
        Assert.Equal(BookVerdict.Duplicate, Accept(2));
    }

    [Fact]
    public void Kinds_have_ids_of_their_own()
    {
        Assert.Equal(BookVerdict.New, Accept(100));
        Assert.Equal(BookVerdict.New, Accept(7, TickKind.Quote));
        Assert.Equal(BookVerdict.New, Accept(7, TickKind.AggregateTrade));
    }

    [Fact]
    public void An_old_quote_is_refused_because_the_key_could_not_tell_and_an_old_trade_is_left_to_the_key()
    {
        for (var i = 1; i <= 40; i++) Assert.Equal((BookVerdict.New, BookVerdict.New), (Accept(i), Accept(i, TickKind.Quote)));
        Assert.Equal(BookVerdict.Duplicate, Accept(3, TickKind.Quote));
        Assert.Equal(BookVerdict.Late, Accept(3));
    }

    [Fact]
    public void Quotes_that_are_all_sent_again_are_all_refused()
    {
        for (var i = 1; i <= 100; i++) Accept(3 * i, TickKind.Quote);
        for (var i = 1; i <= 100; i++) Assert.Equal(BookVerdict.Duplicate, Accept(3 * i, TickKind.Quote));
    }

    [Fact]
    public void What_the_store_holds_is_known_after_loading()
    {
        _book.Load(TickKind.Quote, 50);
        Assert.Equal(BookVerdict.Duplicate, Accept(50, TickKind.Quote));
        Assert.Equal(BookVerdict.New, Accept(51, TickKind.Quote));
    }

    [Fact]
    public void The_newest_trade_and_quote_are_kept()
    {
        Accept(1);
        Accept(9);
        Accept(4);
        Accept(2, TickKind.Quote);
        Assert.Equal((9, 2), (_book.LastTrade!.Value.Identity, _book.LastQuote!.Value.Identity));
    }
}
