namespace OrleansTicks.Core;

/// <summary>What a failure of the store asks for.</summary>
public enum StoreVerdict
{
    /// <summary>Wait and try again: the store is away, busy, or full.</summary>
    TryAgain,

    /// <summary>Some rows are at fault: find them, quarantine them, commit the rest.</summary>
    BadRows,

    /// <summary>The place for a day is missing: make it and try again.</summary>
    MissingDay,

    /// <summary>Nothing that waiting mends: stop writing, loudly; the spool goes on.</summary>
    Park,

    /// <summary>Commit the joined batches one by one.</summary>
    Fenced,
}
