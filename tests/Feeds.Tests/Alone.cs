namespace OrleansTicks.Feeds.Tests;

/// <summary>Tests that count the memory of the process: nothing may run beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
