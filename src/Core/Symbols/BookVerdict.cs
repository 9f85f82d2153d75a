namespace OrleansTicks.Core;

/// <summary>What a book says of a tick.</summary>
public enum BookVerdict : byte
{
    New,

    /// <summary>New, but older than one that came before it.</summary>
    Late,

    /// <summary>Known already.</summary>
    Duplicate,

    /// <summary>Another source delivers this symbol, and its copies could not be told apart: this one stands by.</summary>
    Spare,
}
