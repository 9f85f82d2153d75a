namespace OrleansTicks.Core;

/// <summary>What a book says of a tick.</summary>
public enum BookVerdict : byte
{
    New,

    /// <summary>New, but older than one that came before it.</summary>
    Late,

    /// <summary>Known already.</summary>
    Duplicate,
}
