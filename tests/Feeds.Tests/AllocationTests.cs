using OrleansTicks.Core;

namespace OrleansTicks.Feeds.Tests;

public sealed class AllocationTests
{
    [Theory]
    [InlineData("binance-trade")]
    [InlineData("binance-bookTicker")]
    [InlineData("binance-other")]
    [InlineData("json-fyers")]
    public void A_million_frames_are_read_without_allocating(string file)
    {
        var parser = file.StartsWith("json", StringComparison.Ordinal) ? Some.Json(Some.FyersFields, Some.LoadSymbols) : Some.Binance();
        var frames = Frames.Of(file);
        var ticks = new TickBuffer();
        Read(1_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Read(1_000_000);
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
