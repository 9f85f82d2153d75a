using System.Text.Json;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>What a venue allows, as its data file in this folder says; each figure has its source beside it there.</summary>
internal sealed record VenueLimits
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Sockets at a time; null = not limited.</summary>
    public required int? Sockets { get; init; }

    /// <summary>Subscriptions that one socket may carry; an instrument takes one for trades and one for quotes.</summary>
    public required int StreamsPerSocket { get; init; }

    /// <summary>Messages of all kinds in one second.</summary>
    public required int MessagesPerSecond { get; init; }

    /// <summary>How many of these the pings and pongs need.</summary>
    public required int MessagesKeptForPings { get; init; }

    /// <summary>Subscriptions in one message.</summary>
    public required int ParamsPerMessage { get; init; }

    public required int? ConnectAttempts { get; init; }

    public required TimeSpan? ConnectWindow { get; init; }

    public required TimeSpan? PlannedAge { get; init; }

    public ConnectBudget? Connects => ConnectAttempts is { } attempts && ConnectWindow is { } window ? new ConnectBudget(attempts, window) : null;

    /// <summary>Reads the limits that belong to a feed of this name.</summary>
    public static VenueLimits Load(string feed)
    {
        using var file = typeof(VenueLimits).Assembly.GetManifestResourceStream($"limits.{feed}.json")
            ?? throw new InvalidOperationException($"the limits of {feed} are missing from the program");
        return JsonSerializer.Deserialize<VenueLimits>(file, Options)!;
    }
}
