namespace OrleansTicks.Core;

/// <summary>What a start says, as the predecessor said it.</summary>
[SnakeWords]
public enum StartAnswer
{
    /// <summary>Runs now.</summary>
    Started,

    /// <summary>Will run when a permit, the store or the pace allows.</summary>
    Queued,

    /// <summary>Runs already; nothing was changed.</summary>
    AlreadyRunning,
}
