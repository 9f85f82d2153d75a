using System.Text;

namespace OrleansTicks.Feeds;

/// <summary>What makes a feed: its name, and what the operator said of it.</summary>
public sealed record FeedSettings
{
    /// <summary><c>binance</c>, <c>json</c> or <c>sim</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Another address than the venue's own. The feeds <c>json</c> and <c>sim</c> need one.</summary>
    public SecretUrl? Url { get; init; }

    /// <summary>Of <c>binance</c> and <c>sim</c>: aggregate trades instead of single ones.</summary>
    public bool AggregateTrades { get; init; }

    /// <summary>Of <c>json</c>: which fields hold what.</summary>
    public JsonFields? Json { get; init; }

    /// <summary>Of <c>json</c>: the text sent after connecting; <c>{symbols}</c> becomes a JSON array of the stream's symbols. May hold a secret.</summary>
    public string? SubscribeMessage { get; init; }

    /// <summary>The longest message that is read; a longer one ends the connection with close code 1009.</summary>
    public int MaxMessageBytes { get; init; } = 1 << 20;

    /// <summary>How long connecting may take, TLS and the WebSocket handshake included.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a silent venue is pinged.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long it may take to answer; after that the connection is lost.</summary>
    public TimeSpan PongTimeout { get; init; } = TimeSpan.FromSeconds(2);

    private bool PrintMembers(StringBuilder text)
    {
        // The subscribe message may hold a key: it is never printed.
        text.Append($"Name = {Name}, Url = {Url}, AggregateTrades = {AggregateTrades}, Json = {Json}");
        return true;
    }
}
