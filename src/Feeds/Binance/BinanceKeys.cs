namespace OrleansTicks.Feeds;

/// <summary>Where the value of a key is kept: a place for each letter from A to z, and for the longer names the places that no letter takes.</summary>
internal static class BinanceKeys
{
    public const int Count = 64;
    public const int None = -1;
    public const int LastUpdateId = '[' - 'A';
    public const int Bids = '\\' - 'A';
    public const int Asks = ']' - 'A';
    public const int Stream = 'z' - 'A' + 1;
    public const int Data = Stream + 1;
    public const int Result = Data + 1;
    public const int Id = Result + 1;
    public const int Code = Id + 1;
    public const int Error = Code + 1;

    public static int PlaceOf(ReadOnlySpan<byte> key) => key.Length switch
    {
        1 when char.IsAsciiLetter((char)key[0]) => key[0] - 'A',
        2 when key.SequenceEqual("id"u8) => Id,
        4 when key.SequenceEqual("data"u8) => Data,
        4 when key.SequenceEqual("code"u8) => Code,
        4 when key.SequenceEqual("bids"u8) => Bids,
        4 when key.SequenceEqual("asks"u8) => Asks,
        5 when key.SequenceEqual("error"u8) => Error,
        6 when key.SequenceEqual("stream"u8) => Stream,
        6 when key.SequenceEqual("result"u8) => Result,
        12 when key.SequenceEqual("lastUpdateId"u8) => LastUpdateId,
        _ => None,
    };
}
