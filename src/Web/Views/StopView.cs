namespace OrleansTicks.Web;

/// <summary>Keys of the streams that were stopped.</summary>
public sealed record StopView(IReadOnlyList<string> Stopped);
