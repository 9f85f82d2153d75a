using Microsoft.Extensions.Logging;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Makes feeds by name.</summary>
public static class FeedFactory
{
    /// <summary>Every name that <see cref="Create"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["binance", "coinbase", "dhan", "fyers", "json", "kraken", "sim"];

    /// <summary>Makes a feed. It holds what its connections share; dispose it, where it is disposable, after the last of them.</summary>
    /// <exception cref="StartRefusedException">No feed has that name, or a setting is missing or is another feed's; the message says what would do.</exception>
    public static IFeed Create(FeedSettings settings, TimeProvider time, ILoggerFactory loggers)
    {
        var name = settings.Name.ToLowerInvariant();
        if (!Names.Contains(name)) throw new StartRefusedException(StartRefusal.NotFound, Unknown(settings.Name));
        if (settings.MaxMessageBytes is < 1024 or > 1 << 28) throw Invalid("the longest message must be between 1 KiB and 256 MiB");
        if (name != "json" && (settings.Json is not null || settings.SubscribeMessage is not null))
            throw Invalid($"field names and a subscribe message belong to the feed json, not to {name}");
        if (name is not ("binance" or "sim") && settings.AggregateTrades) throw Invalid($"aggregate trades belong to the feed binance, not to {name}");
        if (settings.DepthLevels is not (null or 5 or 10 or 20)) throw Invalid("the book is read 5, 10 or 20 levels deep, or by all its differences");
        if (name is not ("binance" or "sim") && settings.DepthLevels != 5) throw Invalid($"the depth of the book can be chosen of the feed binance, not of {name}");
        if (name is not ("binance" or "sim") && settings.Candles.Count > 0) throw Invalid($"candles belong to the feed binance, not to {name}");
        return name switch
        {
            "binance" => new BinanceFeed(name, "BINANCE", settings, settings.Url ?? BinanceFeed.DefaultUrl, time, loggers),
            "coinbase" => new CoinbaseFeed(settings, settings.Url ?? CoinbaseFeed.DefaultUrl, time, loggers),
            "kraken" => new KrakenFeed(settings, settings.Url ?? KrakenFeed.DefaultUrl, time, loggers),
            "dhan" => new DhanFeed(settings, settings.Url ?? DhanFeed.DefaultUrl, time, loggers),
            "fyers" => new FyersFeed(settings, settings.Url ?? FyersFeed.DefaultUrl, time, loggers),
            "sim" => new BinanceFeed(
                name,
                "NSE",
                settings,
                settings.Url ?? throw Invalid("the feed sim needs the address of a running simulator, for example ws://127.0.0.1:9001"),
                time,
                loggers),
            _ => new JsonFeed(
                settings,
                settings.Url ?? throw Invalid("the feed json needs an address, for example --url ws://127.0.0.1:9001/stream/{stream}"),
                settings.Json ?? throw Invalid($"the feed json needs the names of its fields, for example --json {JsonFields.Example}"),
                time,
                loggers),
        };
    }

    private static StartRefusedException Invalid(string message) => new(StartRefusal.Invalid, message);

    private static string Unknown(string name)
    {
        var nearest = Names.MinBy(known => Distance(name.ToLowerInvariant(), known))!;
        var hint = Distance(name.ToLowerInvariant(), nearest) <= 2 ? $"; did you mean {nearest}?" : ".";
        return $"there is no feed {Short(name)}{hint} Feeds are {string.Join(", ", Names)}.";
    }

    private static string Short(string name) => name.Length <= 40 ? $"'{name}'" : $"'{name[..40]}...'";

    /// <summary>Letters to insert, delete or change; names are short, so a plain table will do.</summary>
    private static int Distance(string a, string b)
    {
        if (a.Length > 40) return int.MaxValue;
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (corner, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, corner + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }
}
