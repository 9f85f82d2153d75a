namespace OrleansTicks.Core;

/// <summary>What a recording tells. The numbers are stored.</summary>
public enum FrameEventKind : byte
{
    /// <summary>A message that came, as text.</summary>
    Text = 1,

    /// <summary>A message that came, in bytes.</summary>
    Binary = 2,

    /// <summary>A connection was opened.</summary>
    Connected = 3,

    /// <summary>It ended; the first byte of what comes along is the <see cref="Reason"/>.</summary>
    Disconnected = 4,

    /// <summary>Messages came and were not recorded, because the disk was too slow: a hole.</summary>
    Lost = 5,

    /// <summary>The file before ends and this one goes on, on the same connection.</summary>
    Continued = 6,

    /// <summary>From here on the connection carries another list: names with line ends between them.</summary>
    Carries = 7,
}
