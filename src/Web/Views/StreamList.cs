namespace OrleansTicks.Web;

/// <summary>Streams in order of key and number.</summary>
public sealed record StreamList(IReadOnlyList<StreamView> Streams, DateTimeOffset AsOf);
