using OrleansTicks.Core;

namespace OrleansTicks.Feeds.Tests;

public sealed class AllocationTests
{
    [Theory]
    [InlineData("binance-trade", 1_000_000)]
    [InlineData("binance-bookTicker", 200_000)]
    [InlineData("binance-other", 200_000)]
    [InlineData("json-fyers", 200_000)]
    public void Frames_are_read_without_allocating(string file, int count)
    {
        var parser = file.StartsWith("json", StringComparison.Ordinal) ? Some.Json(Some.FyersFields, Some.LoadSymbols) : Some.Binance();
        var frames = Frames.Of(file);
        var ticks = new TickBuffer();
        Read(1_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Read(count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024);

        void Read(int count)
        {
            for (var i = 0; i < count; i++)
            {
                ticks.Clear();
                if (parser.Parse(frames[i % frames.Count], binary: false, ticks).Kind is FrameKind.Rejected) Assert.Fail("rejected");
            }
        }
    }
}
