using OrleansTicks.Core;

namespace OrleansTicks.Web.Tests;

internal static class Some
{
    public static readonly DateTimeOffset Now = new(2026, 1, 5, 10, 0, 0, TimeSpan.Zero);
    public static readonly GroupKey Swing = GroupKey.Parse("type:swing|ids:1,2");

    public static StartResult Result(StartAnswer answer) => new(answer, Swing, [new StreamKey(Swing, 0), new StreamKey(Swing, 1)]);

    public static Position At(long n) => new(3, n, 1, n, 7, TickKind.Trade, 1000 + n, TickTime.FromDateTimeOffset(Now), TickTime.FromDateTimeOffset(Now));

    /// <param name="name">Also what its id is made of.</param>
    /// <param name="isThis">The one that answers.</param>
    /// <param name="isLive">Its beat is young.</param>
    public static NodeStatus Node(string name, bool isThis = false, bool isLive = true) => new(
        new NodeCard(NodeId(name), name, $"http://{name}.example:5080", "1.2.3+abc", NodeId(name + " spool")) { Joined = Now.AddHours(-1) },
        isThis, isLive, isLive ? TimeSpan.FromSeconds(0.5) : TimeSpan.FromSeconds(12), 1, 1);

    public static Guid NodeId(string name) => new(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));

    public static StreamStatus OwnedBy(this StreamStatus status, string node) => status with { Node = node, Owner = NodeId(node), Desired = DesiredState.Run };

    public static StreamStatus Status(int number, StreamState state = StreamState.Running) => new()
    {
        Key = new StreamKey(Swing, number),
        ShortId = $"{Swing.ShortId}/{number}",
        Feed = "binance",
        Mode = FeedMode.Quote,
        State = state,
        Data = DataState.Ticking,
        Symbols = 50,
        SymbolsWithData = 49,
        Messages = 45_123,
        Errors = 2,
        Received = 45_000,
        Accepted = 44_998,
        Stored = 44_990,
        Rejected = new Dictionary<RejectKind, long> { [RejectKind.BadNumber] = 2 },
        Gaps = 1,
        Reconnects = new Dictionary<Reason, long> { [Reason.Stall] = 1 },
        Reason = Reason.Stall,
        ConnectedAt = state is StreamState.Running ? Now.AddMinutes(-5) : null,
        RetryAt = state is StreamState.Running ? null : Now.AddSeconds(4),
        LastMessageAt = Now.AddSeconds(-1),
        LastDataAt = Now.AddSeconds(-1),
        Lease = 3,
        Epoch = 1_767_600_000_000,
        AcceptedThrough = At(44_998),
        AsOf = Now,
    };

    public static LatestTick Latest(Instrument instrument) => new(
        instrument,
        new Tick
        {
            Instrument = instrument.Id, Kind = TickKind.Trade, Identity = 991, Time = TickTime.FromDateTimeOffset(Now.AddSeconds(-2)), Received = TickTime.FromDateTimeOffset(Now.AddMilliseconds(-1500)),
            Price = 5512345, PriceScale = 2, Size = 1, SizeScale = 8,
        },
        new Tick
        {
            Instrument = instrument.Id, Kind = TickKind.Quote, Identity = 55, Time = TickTime.FromDateTimeOffset(Now.AddMilliseconds(-1200)), Received = TickTime.FromDateTimeOffset(Now.AddMilliseconds(-1200)),
            Price = 551234, PriceScale = 1, Size = 3, Ask = 551236, AskScale = 1, AskSize = 25, AskSizeScale = 1, Flags = TickFlags.SixDigits,
        });
}
