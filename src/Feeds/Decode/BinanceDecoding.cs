using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Reads what either kind of trades would: single ones, and aggregate ones where those were not asked for; pictures of the book and its differences alike.</summary>
internal sealed class BinanceDecoding(SymbolTable symbols) : IFrameParser
{
    private static readonly CandleInterval[] AllCandles = [.. Enum.GetValues<CandleInterval>().Skip(1)];

    private readonly BinanceFrames _single = new(symbols, FeedMode.Full, aggregate: false, AllCandles, depthUpdates: false);
    private readonly BinanceFrames _aggregate = new(symbols, FeedMode.Full, aggregate: true, AllCandles, depthUpdates: true);

    public FrameVerdict Parse(ReadOnlySpan<byte> frame, bool binary, TickBuffer ticks)
    {
        var verdict = _single.Parse(frame, binary, ticks);
        return verdict.Kind is FrameKind.NotAsked ? _aggregate.Parse(frame, binary, ticks) : verdict;
    }
}
