namespace OrleansTicks.Core;

/// <summary>What a stream's data do, apart from its connection.</summary>
public enum DataState
{
    /// <summary>Nothing ever arrived.</summary>
    None,
    Ticking,

    /// <summary>Silent, but no longer than it usually is.</summary>
    Quiet,

    /// <summary>Silent for longer than is normal for it.</summary>
    Stale,
}
