using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Reads tickers beside the book, which a stream asks for one or the other of.</summary>
internal sealed class KrakenDecoding(SymbolTable symbols) : IFrameParser
{
    private readonly KrakenFrames _book = new(symbols, FeedMode.Full, KrakenFeed.Depth);
    private readonly KrakenFrames _ticker = new(symbols, FeedMode.Quote, KrakenFeed.Depth);

    public FrameVerdict Parse(ReadOnlySpan<byte> frame, bool binary, TickBuffer ticks)
    {
        var verdict = _book.Parse(frame, binary, ticks);
        return verdict.Kind is FrameKind.NotAsked ? _ticker.Parse(frame, binary, ticks) : verdict;
    }
}
