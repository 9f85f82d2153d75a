using System.CommandLine;
using Microsoft.Extensions.Logging;
using OrleansTicks.Core;
using OrleansTicks.Embedded;
using OrleansTicks.Feeds;
using OrleansTicks.Web;

namespace OrleansTicks.Client;

/// <summary>The options of <c>up</c>, the predecessor's names and defaults first, and the node that they describe.</summary>
internal sealed class UpOptions
{
    private readonly Option<string> _feed = Take.Text("--feed", $"Where data comes from: {string.Join(", ", FeedFactory.Names)} (sim, a made-up market).", "NAME");
    private readonly Option<string> _symbols = Take.Text("--symbols", "What to record.", "A,B|@FILE");
    private readonly Option<int?> _perConnection = Take.Number("--stocks-per-connection", "Symbols on one connection (50).", 1, 5_000);
    private readonly Option<int?> _max = Take.Number("--max-stocks", "Symbols in all (250).", 1, 100_000);
    private readonly Option<TimeSpan?> _delay = Take.Duration("--connection-delay", "Between two starts of connections (3s).");
    private readonly Option<WhenEmpty?> _whenEmpty = Take.Word<WhenEmpty>("--when-empty", "A connection whose last symbol is removed: close it, or keep it open (close).");
    private readonly Option<TimeSpan?> _monitor = Take.Duration("--monitor-interval", "Between two boards in a pipe (30s).", TimeSpan.FromMilliseconds(100));
    private readonly Option<bool> _lite = Take.Switch("--litemode", "Last trades only: the same as --mode ticker.");
    private readonly Option<FeedMode?> _mode = Take.Word<FeedMode>("--mode", "How much of each symbol (quote).");
    private readonly Option<Profile?> _profile = Take.Word<Profile>("--profile", "Presets: hft 30/300/2s/15s, dev 20/100/60s and litemode. Other options win.");
    private readonly Option<LogLevel?> _level = Take.LogLevel();
    private readonly StoreOption _store = new("Where ticks go (a file in --data).");
    private readonly DataOption _data = new();
    private readonly Option<string> _listen = Take.Text("--listen", $"Address of the API ({WebOptions.DefaultListen}).", "URL");
    private readonly Option<string> _url = Take.Text("--url", "Address of the venue; @FILE when it holds a secret. {stream} is the number of the connection.", "URL|@FILE");
    private readonly Option<string> _json = Take.Text("--json", $"Fields of the feed json: {JsonFields.Example}.", "FIELDS");
    private readonly Option<string> _subscribe = Take.Text("--subscribe", "Message that the feed json sends first; {symbols} in it is the list.", "@FILE");
    private readonly Option<string> _lookUp = Take.Text("--lookup-url", "Where the feed fyers looks symbols up (the venue's own address).", "URL");
    private readonly Option<int?> _ahead = Take.Number("--time-ahead", "Of the feed dhan: seconds that its times are ahead of UTC (19800, the wall clock of India).", 0, 86_400);
    private readonly Option<TradeSide?> _side = Take.Word<TradeSide>("--trade-side", "Of Coinbase's Advanced Trade: whose side its trades name (maker).");
    private readonly Option<string> _candles = Take.Text("--candles", "Candles as binance makes them, by their lengths: 1s, 1m, 3m, 5m, 15m, 30m, 1h, 2h, 4h, 6h, 8h, 12h, 1d, 3d, 1w, 1M (none).", "1m,1h");
    private readonly Option<string> _depth = Take.Text("--depth", "Of binance in full mode: how many of the best levels (5), or all differences of the whole book.", "5|10|20|updates");
    private readonly Option<TradeKind?> _trades = Take.Word<TradeKind>("--trades", "Trades one by one, or as the venue sums them up (single).");
    private readonly Option<TimeSpan?> _keep = Take.Duration("--keep", "Drop days older than that (keep all).", TimeSpan.FromDays(1));
    private readonly Option<string> _node = Take.Text("--node", "What people call this node (the machine's name).", "NAME");
    private readonly Option<LeaseTimes?> _lease = Take.Word<LeaseTimes>("--lease", "Times of ownership; lies in the store, and all its nodes have the same (default).");
    private readonly Option<StoreLoss?> _storeLoss = Take.Word<StoreLoss>("--on-store-loss", "When the store is away: ask the other nodes and read on if none reaches it, read on, or stop (ask).");
    private readonly Option<bool> _standby = Take.Switch("--standby", "Brings no group of its own; takes over what others leave.");
    private readonly Option<bool> _drills = Take.Switch("--allow-drills", "Lets ticks drill break things here on purpose.");
    private readonly Option<StartsAt?> _startsAt = Take.Word<StartsAt>("--starts-at", "Where the market has hours: be connected always, or from shortly before it opens until shortly after it closes (now).");
    private readonly Option<string> _hook = Take.Text("--token-hook", "Of the feeds dhan and fyers: a command that prints a new access token, run when the old one is about to die or was refused. $TICKS_FEED names the feed.", "COMMAND");
    private readonly Option<TimeSpan?> _age = Take.Duration("--planned-age", "Age at which a connection is replaced by a new one, without a hole where the venue allows two (before the venue ends it).", TimeSpan.FromSeconds(10));
    private readonly Option<string> _masters = Take.Text("--masters", "Where the venue's list of instruments is fetched once a day, outside the sessions (never).", "URL,URL|@FILE");
    private readonly Option<TimeSpan?> _for = Take.Duration("--for", "End by itself after that time.");
    private readonly Option<OutputFormat?> _output = Take.Format();

    public void AddTo(Command command)
    {
        foreach (var option in new Option[]
        {
            _feed, _symbols, _perConnection, _max, _delay, _whenEmpty, _monitor, _lite, _mode, _profile, _level,
            _store.Store, _data.Folder, _listen, _url, _json, _subscribe, _lookUp, _ahead, _side, _trades, _candles, _depth, _keep, _node, _lease, _storeLoss, _standby, _drills, _startsAt, _hook, _age, _masters, _for, _output,
        }) command.Add(option);
    }

    public UpSettings Read(ParseResult parsed, Surroundings world, string? key)
    {
        var profile = parsed.GetValue(_profile);
        if (parsed.GetValue(_lite) && parsed.GetValue(_mode) is { } other and not FeedMode.Ticker)
            throw CommandFailure.Usage($"--litemode is --mode ticker and cannot be --mode {other.Word()} too");
        DhanVariables.ThrowIfOff(parsed.GetValue(_feed), world);
        var store = _store.Given(parsed, world);
        return new UpSettings
        {
            Node = new NodeOptions
            {
                Feed = ReadFeed(parsed),
                Symbols = parsed.GetValue(_symbols) is { } symbols ? AtFile.List("--symbols", symbols) : [],
                Mode = parsed.GetValue(_mode) ?? (parsed.GetValue(_lite) || profile is Profile.Dev ? FeedMode.Ticker : DhanVariables.Mode(parsed.GetValue(_feed), world)),
                StocksPerConnection = parsed.GetValue(_perConnection) ?? profile switch { Profile.Hft => 30, Profile.Dev => 20, _ => 50 },
                MaxStocks = parsed.GetValue(_max) ?? profile switch { Profile.Hft => 300, Profile.Dev => 100, _ => 250 },
                ConnectionDelay = parsed.GetValue(_delay) ?? TimeSpan.FromSeconds(profile is Profile.Hft ? 2 : 3),
                WhenEmpty = parsed.GetValue(_whenEmpty) ?? WhenEmpty.Close,
                Store = store?.Text,
                StoreIsSecret = store?.IsSecret ?? false,
                Data = _data.Read(parsed, world),
                Vault = TokenVault.Of(_data.Read(parsed, world), world.Variable, world.Time),
                Keep = parsed.GetValue(_keep),
                Node = parsed.GetValue(_node) ?? Environment.MachineName,
                LeaseProfile = parsed.GetValue(_lease)?.Word(),
                OnStoreLoss = parsed.GetValue(_storeLoss) ?? StoreLoss.Ask,
                Standby = parsed.GetValue(_standby),
                StartsAt = parsed.GetValue(_startsAt) ?? StartsAt.Now,
                TokenHook = parsed.GetValue(_hook),
                PlannedAge = parsed.GetValue(_age),
                Masters = parsed.GetValue(_masters) is { } masters ? AtFile.List("--masters", masters) : [],
                AllowDrills = parsed.GetValue(_drills),
                Web = new WebOptions { Listen = parsed.GetValue(_listen) ?? WebOptions.DefaultListen, Key = key is null ? null : Said("--api-key", key, ApiKey.Parse) },
            },
            MonitorInterval = parsed.GetValue(_monitor) ?? TimeSpan.FromSeconds(profile switch { Profile.Hft => 15, Profile.Dev => 60, _ => 30 }),
            Level = parsed.GetValue(_level),
            For = parsed.GetValue(_for),
            Output = parsed.GetValue(_output) ?? OutputFormat.Table,
        };
    }

    private FeedSettings ReadFeed(ParseResult parsed)
    {
        if (parsed.GetValue(_subscribe) is { } message && !AtFile.Is(message))
            throw CommandFailure.Usage("--subscribe takes @FILE: the message may hold a secret, and the command line can be read by every process");
        return new FeedSettings
        {
            Name = parsed.GetValue(_feed) ?? "sim",
            LookUp = parsed.GetValue(_lookUp) is { } lookUp ? Said("--lookup-url", lookUp, ReadLookUp) : null,
            TimeAhead = parsed.GetValue(_ahead) ?? 19_800,
            MakerSide = parsed.GetValue(_side) is not TradeSide.Taker,
            Url = parsed.GetValue(_url) is { } url ? ReadUrl(url) : null,
            Candles = parsed.GetValue(_candles) is { } candles ? Said("--candles", candles, ReadCandles) : [],
            DepthLevels = parsed.GetValue(_depth) is { } depth ? Said("--depth", depth, ReadDepth) : 5,
            AggregateTrades = parsed.GetValue(_trades) is TradeKind.Aggregate,
            Json = parsed.GetValue(_json) is { } fields ? Said("--json", fields, JsonFields.Parse) : null,
            SubscribeMessage = parsed.GetValue(_subscribe) is { } file ? AtFile.Read("--subscribe", file) : null,
        };
    }

    private static int? ReadDepth(string text) => text switch
    {
        "5" => 5, "10" => 10, "20" => 20, "updates" => null,
        _ => throw new FormatException($"'{text}' is none of 5, 10, 20 and updates"),
    };

    private static IReadOnlyList<CandleInterval> ReadCandles(string text) =>
    [
        .. text.Split(',', StringSplitOptions.TrimEntries).Select(length => CandleIntervals.TryParse(length, out var interval)
            ? interval : throw new FormatException($"there is no candle of {length}; there are {string.Join(", ", CandleIntervals.All)}")).Distinct(),
    ];

    private static Uri ReadLookUp(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0
        ? url : throw new FormatException("an address that begins with http:// or https://");

    /// <summary>Names that mean a secret, in the query of an address.</summary>
    private static SecretUrl ReadUrl(string text)
    {
        if (AtFile.Is(text)) return Said("--url", AtFile.Read("--url", text), SecretUrl.Parse);
        var url = Said("--url", text, SecretUrl.Parse);
        var query = text.Split('?', 2) is [_, var rest] ? rest.Split('&').Select(pair => pair.Split('=')[0]) : [];
        var user = text.Split("://", 2)[^1].Split('/', '?')[0].Contains('@', StringComparison.Ordinal);
        if (!user && !query.Any(SecretNames.IsSecret)) return url;
        throw CommandFailure.Usage(
            "--url holds what looks like a secret, and the command line can be read by every process; put the address into a file and say --url @FILE");
    }

    private static T Said<T>(string option, string text, Func<string, T> parse)
    {
        try
        {
            return parse(text);
        }
        catch (FormatException wrong)
        {
            throw CommandFailure.Usage($"{option}: {wrong.Message}");
        }
    }
}
