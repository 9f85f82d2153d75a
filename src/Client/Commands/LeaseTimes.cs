namespace OrleansTicks.Client;

/// <summary>The lease profiles by name.</summary>
internal enum LeaseTimes
{
    Default,
    Fast,
}
