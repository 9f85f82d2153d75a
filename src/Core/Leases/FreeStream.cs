namespace OrleansTicks.Core;

/// <summary>A stream that is to run and that nobody owns.</summary>
/// <param name="Stream">Which.</param>
/// <param name="Feed">Its feed: a node with another does not take it.</param>
/// <param name="For">How long it could have been taken already.</param>
public sealed record FreeStream(StreamKey Stream, string Feed, TimeSpan For)
{
    /// <summary>Its owner did not give it back: its lease ran out.</summary>
    public bool Expired { get; init; }
}
