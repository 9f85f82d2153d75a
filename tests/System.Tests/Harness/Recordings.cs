using System.Globalization;
using System.Text;

namespace OrleansTicks.System.Tests;

/// <summary>A recording to replay, and what must stand in the store afterwards.</summary>
/// <param name="Files">For <c>--replay</c>.</param>
/// <param name="Symbols">One for each instrument.</param>
internal sealed record Recordings(IReadOnlyList<string> Files, IReadOnlyList<Recordings.Symbol> Symbols)
{
    public string List => string.Join(',', Symbols.Select(symbol => symbol.Name));

    public long Frames => Symbols.Sum(symbol => (long)symbol.Trades + symbol.Quotes);

    public IEnumerable<string> Replay => Files.SelectMany(file => new[] { "--replay", file });

    /// <summary>BTC and ETH of 2024-08-08, five minutes and three quarters of the real market; made-up ones where they are not at hand.</summary>
    /// <remarks>The known answers stand in the recordings' SOURCES.md.</remarks>
    public static Recordings August(Folder folder) => Find("hftbacktest_spot_btcusdt_20240808.gz") is { } btc && Find("hftbacktest_spot_ethusdt_20240808.gz") is { } eth
        ? new Recordings([btc, eth], [new("BTCUSDT", 9_757, 212.03315m, 28_040), new("ETHUSDT", 6_106, 2261.3149m, 24_077)])
        : Made(folder, frames: 60_000, TimeSpan.FromSeconds(340));

    /// <summary>Two symbols, about a third trades, spread evenly over a time; the same at every call.</summary>
    public static Recordings Made(Folder folder, int frames, TimeSpan span)
    {
        var random = new Random(7);
        string[] names = ["BTCUSDT", "ETHUSDT"];
        var trades = new int[2];
        var quotes = new int[2];
        var sizes = new decimal[2];
        var ids = new long[] { 3_000_000_000, 1_000_000_000 };
        var updates = new long[] { 50_000_000_000, 30_000_000_000 };
        const long began = 1_723_161_253_937_085_768;
        var path = folder["made.txt"];
        using (var file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)))
        {
            for (var i = 0; i < frames; i++)
            {
                var at = began + (span.Ticks * 100 / frames * i);
                var symbol = random.Next(2);
                var price = 60_000m - (50_000m * symbol) + (random.Next(-5_000, 5_000) / 100m);
                string data, stream;
                if (random.Next(3) == 0)
                {
                    trades[symbol]++;
                    var size = random.Next(1, 500_000) / 100_000m;
                    sizes[symbol] += size;
                    stream = "trade";
                    data = $$"""{"e":"trade","E":{{at / 1_000_000}},"s":"{{names[symbol]}}","t":{{ids[symbol]++}},"p":"{{Eight(price)}}","q":"{{Eight(size)}}","T":{{at / 1_000_000}},"m":true,"M":true}""";
                }
                else
                {
                    quotes[symbol]++;
                    updates[symbol] += random.Next(1, 9);
                    stream = "bookTicker";
                    data = $$"""{"u":{{updates[symbol]}},"s":"{{names[symbol]}}","b":"{{Eight(price)}}","B":"{{Eight(random.Next(1, 900) / 100m)}}","a":"{{Eight(price + 0.01m)}}","A":"{{Eight(random.Next(1, 900) / 100m)}}"}""";
                }

                file.Write($$"""{{at}} {"stream":"{{names[symbol].ToLowerInvariant()}}@{{stream}}","data":{{data}}}""" + "\n");
            }
        }

        return new Recordings([path], [.. names.Select((name, index) => new Symbol(name, trades[index], sizes[index], quotes[index]))]);
    }

    private static string Eight(decimal number) => number.ToString("0.00000000", CultureInfo.InvariantCulture);

    /// <summary>In <c>$TICKS_SHARED/data</c>, else in <c>shared/data</c> beside the repository.</summary>
    public static string? Find(string name)
    {
        var shared = Environment.GetEnvironmentVariable("TICKS_SHARED");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); shared is null && folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OrleansTicks.sln"))) shared = Path.Combine(folder.Parent?.FullName ?? "/", "shared");
        }

        var path = Path.Combine(shared ?? "", "data", "binance", name);
        return File.Exists(path) ? path : null;
    }

    /// <param name="Name">As the venue says it.</param>
    /// <param name="Trades">How many, ids without a break.</param>
    /// <param name="Size">Sum of the trades' sizes.</param>
    /// <param name="Quotes">How many.</param>
    public sealed record Symbol(string Name, int Trades, decimal Size, int Quotes);
}
