using System.Text.Json.Nodes;

namespace OrleansTicks.Feeds;

/// <summary>Looks into a venue's wire: says of each frame what is in it. Keeps what the venue's frames refer back to from frame to frame.</summary>
public interface IWireDecoder
{
    /// <summary>True when the venue's data frames are binary.</summary>
    bool IsBinary { get; }

    /// <summary>An object for each packet of the frame, in order, with its <c>verdict</c> and fields. Never throws.</summary>
    IReadOnlyList<JsonObject> Decode(ReadOnlySpan<byte> frame, bool binary);
}
