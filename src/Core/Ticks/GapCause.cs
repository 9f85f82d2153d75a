namespace OrleansTicks.Core;

/// <summary>Why continuity between two frames could not be proved. The numbers are stored.</summary>
public enum GapCause : byte
{
    None = 0,

    /// <summary>The connection ended without a word: cut, reset, or closed by us.</summary>
    Closed = 1,

    /// <summary>Another ownership of the stream, for instance after a restart.</summary>
    Epoch = 2,

    /// <summary>The venue's own numbering jumped.</summary>
    Sequence = 3,

    /// <summary>A damaged part of the spool was set aside.</summary>
    Spool = 4,

    /// <summary>A data frame could not be read.</summary>
    Rejected = 5,

    /// <summary>The venue said goodbye: close frame or disconnect message.</summary>
    Disconnect = 6,

    /// <summary>Connected but silent; we reconnected. Of one instrument: its stream fell silent, and another that carries it went on.</summary>
    Stall = 7,

    /// <summary>Ticks were refused for lack of room.</summary>
    Room = 8,
}
