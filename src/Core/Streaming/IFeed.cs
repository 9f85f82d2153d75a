namespace OrleansTicks.Core;

/// <summary>One venue's wire. Knows how to connect, what to say and how to read; decides nothing about when.</summary>
public interface IFeed
{
    /// <summary>Lower-case name that users type: <c>binance</c>.</summary>
    string Name { get; }

    /// <summary>The venue's limits and what its ticks carry.</summary>
    FeedTraits Traits { get; }

    /// <summary>The full identity of what a user calls <paramref name="symbol"/> here: <c>btcusdt</c> is <c>BINANCE:BTCUSDT</c>.</summary>
    /// <exception cref="FormatException">It cannot be a symbol of this venue; the message says what would be.</exception>
    string Identify(string symbol);

    /// <summary>Opens a socket for the plan. Sends nothing.</summary>
    /// <exception cref="FeedException">With the reason, in words that hold no secret.</exception>
    Task<IFeedConnection> ConnectAsync(StreamPlan plan, CancellationToken cancellationToken);

    /// <summary>The messages that ask for all of the plan, within the venue's size per message; empty when connecting already asked.</summary>
    IReadOnlyList<ReadOnlyMemory<byte>> Subscriptions(StreamPlan plan);

    /// <summary>The messages that end what is removed and ask for what is added on an open connection of the plan, in this order.</summary>
    /// <returns>Null where the wire has no such messages: then the stream connects anew with its new list.</returns>
    /// <exception cref="FeedException">What is added cannot be asked for.</exception>
    ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>?> ChangesAsync(StreamPlan plan, IReadOnlyList<Instrument> added, IReadOnlyList<Instrument> removed, CancellationToken cancellationToken) => default;

    /// <summary>Made-up data frames of the plan's first instrument, as the venue would write them, ids rising from <paramref name="first"/>; empty when the feed has none. Only for warming up.</summary>
    IReadOnlyList<ReadOnlyMemory<byte>> Samples(StreamPlan plan, int count, long first) => [];

    /// <summary>The sign of life that the venue wants from its client, and how often; null where WebSocket pings do.</summary>
    KeepAlive? KeepAlive => null;

    /// <summary>What the venue means by a code of a refusal, in plain words.</summary>
    string Explain(int code) => $"code {code}";

    /// <summary>Told that a connection of the plan works: the venue answered or sent data.</summary>
    void Accepted(StreamPlan plan)
    {
    }

    /// <summary>Told how every try of a connection ended, whether one came about or not.</summary>
    ValueTask EndedAsync(StreamPlan plan, Reason reason) => default;

    /// <summary>The venue's own number of an instrument, where its frames name nothing else; a recording keeps it. Null where the name is enough.</summary>
    string? CodeOf(Instrument instrument) => null;

    /// <summary>A parser for one connection of the plan: it may remember what it saw on this connection.</summary>
    IFrameParser CreateParser(StreamPlan plan);
}
