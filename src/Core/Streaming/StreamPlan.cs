namespace OrleansTicks.Core;

/// <summary>What one stream is to do. Holds no secret: the URL is the template as the operator gave it, without its query.</summary>
/// <param name="Key">The stream.</param>
/// <param name="Feed">Name of the feed, <c>binance</c>.</param>
/// <param name="Mode">How much of each instrument.</param>
/// <param name="Instruments">What this one socket carries, at least one.</param>
public sealed record StreamPlan(StreamKey Key, string Feed, FeedMode Mode, IReadOnlyList<Instrument> Instruments);
