namespace OrleansTicks.Simulator;

/// <summary>What a scripted fault does.</summary>
public enum SimulatorFaultAction
{
    /// <summary>Closes with a close frame.</summary>
    Close,

    /// <summary>Resets the connection without a close frame.</summary>
    Cut,

    /// <summary>Sends no data for a while but goes on answering pings.</summary>
    Mute,

    /// <summary>Answers the next handshakes with an HTTP status.</summary>
    Refuse,

    /// <summary>Answers every handshake of a while with 429, and with what is left of it as Retry-After.</summary>
    Ban,

    /// <summary>Sends the next data frame twice.</summary>
    Dup,

    /// <summary>Lets the next two data frames change places.</summary>
    Swap,

    /// <summary>Sends a damaged frame in place of the next one.</summary>
    Garbage,

    /// <summary>Leaves out the next data frame.</summary>
    Drop,
}
