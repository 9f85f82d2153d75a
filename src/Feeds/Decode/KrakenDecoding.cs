using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Reads best bid and ask out of tickers, as a stream in quote mode does, and the book, as one in full mode does.</summary>
internal sealed class KrakenDecoding(SymbolTable symbols) : IFrameParser
{
    private readonly KrakenFrames _ticker = new(symbols, FeedMode.Quote, KrakenFeed.Depth);
    private readonly KrakenFrames _book = new(symbols, FeedMode.Full, KrakenFeed.Depth);

    public FrameVerdict Parse(ReadOnlySpan<byte> frame, bool binary, TickBuffer ticks)
    {
        var verdict = _ticker.Parse(frame, binary, ticks);
        return verdict.Kind is FrameKind.NotAsked ? _book.Parse(frame, binary, ticks) : verdict;
    }
}
