namespace OrleansTicks.Client;

/// <summary>What a check came to.</summary>
internal enum Verdict
{
    Ok,

    /// <summary>It works; somebody should know.</summary>
    Warn,

    /// <summary>It does not work until something is done.</summary>
    Bad,
}
