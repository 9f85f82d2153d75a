using System.Globalization;
using System.Text;
using System.Threading.Channels;
using OrleansTicks.Core;

namespace OrleansTicks.Core.Tests;

/// <summary>A venue whose frames are plain words: <c>trade 1 100</c> = trade id 100 of instrument 1, <c>quote 1 7</c>, <c>price 1</c> without id and time, <c>ack</c>, <c>bye</c>, <c>depth</c>; anything else is garbage.</summary>
internal sealed class FakeFeed : IFeed
{
    private readonly Channel<FakeConnection> _connections = Channel.CreateUnbounded<FakeConnection>();

    public string Name => "fake";

    public FeedTraits Traits { get; set; } = new() { Of = kind => kind is TickKind.Quote ? Some.WithIdOnly : Some.WithIdAndTime };

    /// <summary>Asked at each connect; an exception refuses it.</summary>
    public Func<int, Exception?> Refuses { get; set; } = _ => null;

    public int Attempts { get; private set; }

    public string Identify(string symbol) => symbol.Contains(' ') ? throw new FormatException($"'{symbol}' is no symbol") : $"FAKE:{symbol.ToUpperInvariant()}";

    public Task<IFeedConnection> ConnectAsync(StreamPlan plan, CancellationToken cancellationToken)
    {
        if (Refuses(Attempts++) is { } refusal) throw refusal;
        var connection = new FakeConnection();
        _connections.Writer.TryWrite(connection);
        return Task.FromResult<IFeedConnection>(connection);
    }

    /// <summary>The next connection that the session opened.</summary>
    public ValueTask<FakeConnection> Accept(CancellationToken cancellationToken) => _connections.Reader.ReadAsync(cancellationToken);

    public bool TryAccept([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out FakeConnection? connection) => _connections.Reader.TryRead(out connection);

    public IReadOnlyList<ReadOnlyMemory<byte>> Subscriptions(StreamPlan plan) => ["subscribe"u8.ToArray()];

    /// <summary>Whether a connection that is open can be told of another list.</summary>
    public bool Changes { get; set; } = true;

    public ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>?> ChangesAsync(StreamPlan plan, IReadOnlyList<Instrument> added, IReadOnlyList<Instrument> removed, CancellationToken cancellationToken) => new(
        !Changes ? null : [.. removed.Select(instrument => Say("remove", instrument)), .. added.Select(instrument => Say("add", instrument))]);

    private static ReadOnlyMemory<byte> Say(string what, Instrument instrument) => Encoding.UTF8.GetBytes($"{what} {instrument.Name}");

    public IFrameParser CreateParser(StreamPlan plan) => new Parser();

    private sealed class Parser : IFrameParser
    {
        public void Carry(StreamPlan plan)
        {
        }

        public FrameVerdict Parse(ReadOnlySpan<byte> frame, bool binary, TickBuffer ticks)
        {
            var words = Encoding.UTF8.GetString(frame).Split(' ');
            switch (words[0])
            {
                case "ack": return new FrameVerdict(FrameKind.Acknowledged);
                case "bye": return new FrameVerdict(FrameKind.Goodbye);
                case "depth": return new FrameVerdict(FrameKind.NotAsked);
                case "trade" or "quote":
                    ref var tick = ref ticks.Add();
                    tick.Kind = words[0] == "trade" ? TickKind.Trade : TickKind.Quote;
                    tick.Instrument = int.Parse(words[1], CultureInfo.InvariantCulture);
                    tick.Identity = long.Parse(words[2], CultureInfo.InvariantCulture);
                    tick.Time = tick.Kind is TickKind.Quote ? Tick.None : TickTime.Earliest + tick.Identity;
                    tick.Price = tick.Size = 1;
                    return FrameVerdict.Data;
                case "price":
                    ref var price = ref ticks.Add();
                    price.Kind = TickKind.LastPrice;
                    price.Instrument = int.Parse(words[1], CultureInfo.InvariantCulture);
                    price.Identity = price.Time = Tick.None;
                    price.Price = 1;
                    return FrameVerdict.Data;
                default: return FrameVerdict.Rejected(RejectKind.Malformed);
            }
        }
    }
}

/// <summary>The far end of a connection, in the test's hands.</summary>
internal sealed class FakeConnection : IFeedConnection
{
    private readonly Channel<object> _incoming = Channel.CreateUnbounded<object>();
    private readonly FrameBatch _batch = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when our side has let it go.</summary>
    public Task Closed => _closed.Task;

    public List<string> Sent { get; } = [];

    /// <summary>These frames arrive together.</summary>
    public void Send(params string[] frames) => _incoming.Writer.TryWrite(frames);

    public void End(FeedException failure) => _incoming.Writer.TryWrite(failure);

    public async ValueTask<FrameBatch> ReadAsync(CancellationToken cancellationToken)
    {
        var next = await _incoming.Reader.ReadAsync(cancellationToken);
        if (next is FeedException failure) throw failure;
        _batch.Clear();
        using var bytes = new MemoryStream();
        foreach (var frame in (string[])next)
        {
            var start = (int)bytes.Length;
            bytes.Write(Encoding.UTF8.GetBytes(frame));
            _batch.Add(start, (int)bytes.Length - start, false);
        }

        _batch.Buffer = bytes.ToArray();
        return _batch;
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        lock (Sent) Sent.Add(Encoding.UTF8.GetString(message.Span));
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _closed.TrySetResult();
        return ValueTask.CompletedTask;
    }
}
