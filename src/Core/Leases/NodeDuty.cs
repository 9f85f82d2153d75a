namespace OrleansTicks.Core;

/// <summary>What an operator wants of a node. Lies in the store until the node goes.</summary>
public enum NodeDuty
{
    /// <summary>It takes its share of the streams.</summary>
    Open,

    /// <summary>It keeps what it owns and takes nothing more.</summary>
    Cordoned,

    /// <summary>It has joined and is not ready to read: nobody gives it anything yet.</summary>
    Starting,

    /// <summary>It gives its streams to the others, one by one, and takes nothing more.</summary>
    Draining,
}
