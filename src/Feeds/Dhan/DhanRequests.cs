using System.Globalization;
using System.Text.Json;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>What a client says, as JSON text (dhan.md section 2).</summary>
internal static class DhanRequests
{
    /// <summary>Ends the connection in order.</summary>
    public static ReadOnlyMemory<byte> Disconnect => "{\"RequestCode\":12}"u8.ToArray();

    /// <summary>Asks for all instruments, at most <paramref name="perMessage"/> in a message.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Subscribe(IEnumerable<DhanInstrument> instruments, FeedMode mode, int perMessage) => Of(instruments, CodeOf(mode), perMessage);

    /// <summary>Ends what was asked for in a mode.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Unsubscribe(IEnumerable<DhanInstrument> instruments, FeedMode mode, int perMessage) => Of(instruments, CodeOf(mode) + 1, perMessage);

    private static int CodeOf(FeedMode mode) => mode switch { FeedMode.Ticker => 15, FeedMode.Quote => 17, _ => 21 };

    private static IReadOnlyList<ReadOnlyMemory<byte>> Of(IEnumerable<DhanInstrument> instruments, int code, int perMessage) =>
    [
        .. instruments.Chunk(perMessage).Select(chunk => new ReadOnlyMemory<byte>(JsonSerializer.SerializeToUtf8Bytes(new
        {
            RequestCode = code,
            InstrumentCount = chunk.Length,
            InstrumentList = chunk.Select(instrument => new
            {
                ExchangeSegment = DhanSegment.NameOf(instrument.Segment),
                SecurityId = instrument.SecurityId.ToString(CultureInfo.InvariantCulture),
            }),
        }))),
    ];
}
