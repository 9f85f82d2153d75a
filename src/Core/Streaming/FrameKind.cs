namespace OrleansTicks.Core;

/// <summary>What a frame was.</summary>
public enum FrameKind : byte
{
    /// <summary>Market data; its ticks were added.</summary>
    Data,

    /// <summary>The venue confirmed a request.</summary>
    Acknowledged,

    /// <summary>A sign of life without data.</summary>
    Heartbeat,

    /// <summary>Market data of a kind that was not asked for: counted, nothing more.</summary>
    NotAsked,

    /// <summary>The venue announced that it will close.</summary>
    Goodbye,

    /// <summary>The venue refused a request.</summary>
    Error,

    /// <summary>The venue ends the connection, or will not serve it; the verdict's reason and code say why. Ticks that stood before it in the frame were added.</summary>
    Refused,

    /// <summary>The venue accepted who we are: now it may be asked for data.</summary>
    Welcomed,

    /// <summary>Unreadable; the verdict names why. It may have been market data, so a gap opens.</summary>
    Rejected,
}
