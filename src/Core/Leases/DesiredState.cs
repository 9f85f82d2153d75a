namespace OrleansTicks.Core;

/// <summary>What the user wants of a stream. The last command wins, over restarts and on every node.</summary>
public enum DesiredState
{
    /// <summary>No socket, and none comes back by itself.</summary>
    Stop,

    /// <summary>One node reads it, whichever.</summary>
    Run,

    /// <summary>No socket for now; <c>ticks resume</c> or <c>ticks start</c> brings it back.</summary>
    Pause,
}
