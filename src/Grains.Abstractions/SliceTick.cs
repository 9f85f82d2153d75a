using Orleans;
using OrleansTicks.Core;

namespace OrleansTicks.Grains;

/// <summary>A tick on the wire between silos. Numbers are never used again for something else, so that an old and a new build understand each other.</summary>
[GenerateSerializer, Immutable, Alias("ticks.tick")]
public readonly record struct SliceTick(
    [property: Id(0)] long Time, [property: Id(1)] long Received, [property: Id(2)] long Identity, [property: Id(3)] long Price, [property: Id(4)] long Size, [property: Id(5)] long Ask,
    [property: Id(6)] long AskSize, [property: Id(7)] int Instrument, [property: Id(8)] ushort Flags, [property: Id(9)] byte Kind, [property: Id(10)] byte PriceScale,
    [property: Id(11)] byte SizeScale, [property: Id(12)] byte AskScale, [property: Id(13)] byte AskSizeScale)
{
    public static SliceTick Of(Tick tick) => new(
        tick.Time, tick.Received, tick.Identity, tick.Price, tick.Size, tick.Ask, tick.AskSize, tick.Instrument, tick.Flags, (byte)tick.Kind, tick.PriceScale, tick.SizeScale, tick.AskScale,
        tick.AskSizeScale);

    public Tick ToTick() => new()
    {
        Time = Time, Received = Received, Identity = Identity, Price = Price, Size = Size, Ask = Ask, AskSize = AskSize, Instrument = Instrument, Flags = Flags, Kind = (TickKind)Kind,
        PriceScale = PriceScale, SizeScale = SizeScale, AskScale = AskScale, AskSizeScale = AskSizeScale,
    };
}
