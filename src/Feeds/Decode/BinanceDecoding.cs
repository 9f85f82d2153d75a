using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Reads what either kind of trades would: single ones, and aggregate ones where those were not asked for.</summary>
internal sealed class BinanceDecoding(SymbolTable symbols) : IFrameParser
{
    private readonly BinanceFrames _single = new(symbols, FeedMode.Quote, aggregate: false);
    private readonly BinanceFrames _aggregate = new(symbols, FeedMode.Quote, aggregate: true);

    public FrameVerdict Parse(ReadOnlySpan<byte> frame, bool binary, TickBuffer ticks)
    {
        var verdict = _single.Parse(frame, binary, ticks);
        return verdict.Kind is FrameKind.NotAsked ? _aggregate.Parse(frame, binary, ticks) : verdict;
    }
}
