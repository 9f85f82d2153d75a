using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>What each stream of a name is to carry.</summary>
/// <param name="Streams">In order.</param>
public sealed record CarriedView(IReadOnlyList<CarriedStream> Streams)
{
    public static CarriedView Of(IEnumerable<(StreamKey Stream, IReadOnlyList<Instrument> Instruments)> carried) =>
        new([.. carried.Select(stream => new CarriedStream(stream.Stream.ToString(), [.. stream.Instruments.Select(instrument => new CarriedSymbol(instrument.Id, instrument.Name))]))]);
}
