namespace OrleansTicks.Core;

/// <summary>What becomes of a stream whose last symbol is taken away.</summary>
public enum WhenEmpty
{
    /// <summary>Its socket is closed, and the stream stopped until it gets symbols again.</summary>
    Close = 0,

    /// <summary>Its socket stays open, so that the next symbol needs no connect.</summary>
    Keep = 1,
}
