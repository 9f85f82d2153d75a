using System.IO.Compression;
using System.Text;

namespace OrleansTicks.Feeds;

/// <summary>Reads a venue's list of instruments in the venue's own form, plain or gzip.</summary>
public static class MasterReader
{
    /// <summary>Feeds whose lists are known.</summary>
    public static IReadOnlyList<string> Feeds { get; } = ["binance", "coinbase", "dhan", "fyers", "kraken"];

    /// <exception cref="FormatException">It is no list of that venue; the message says what was expected.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static MasterRead Read(string feed, Stream stream)
    {
        // Large lists are fetched whole before they are looked at: a connection that breaks off must not make half a list.
        using var whole = new MemoryStream();
        stream.CopyTo(whole);
        whole.Position = 0;
        var zipped = whole.Length > 2 && whole.GetBuffer()[0] == 0x1f && whole.GetBuffer()[1] == 0x8b;
        using var plain = zipped ? new GZipStream(whole, CompressionMode.Decompress) : (Stream)whole;
        switch (feed)
        {
            case "binance": return CryptoMasters.Binance(plain);
            case "coinbase": return CryptoMasters.Coinbase(plain);
            case "kraken": return CryptoMasters.Kraken(plain);
        }

        using var text = new StreamReader(plain, Encoding.UTF8);
        return feed switch
        {
            "dhan" => DhanMaster.Read(text),
            "fyers" => FyersMaster.Read(text),
            _ => throw new FormatException($"no list of instruments is known for '{feed}'. Feeds with one are {string.Join(", ", Feeds)}"),
        };
    }
}
