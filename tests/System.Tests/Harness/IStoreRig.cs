namespace OrleansTicks.System.Tests;

/// <summary>A store of one test, and the ways in which it can be made to fail.</summary>
internal interface IStoreRig : IAsyncDisposable
{
    /// <summary>What stands behind <c>--store</c>.</summary>
    string Spec { get; }

    /// <summary>Until it is disposed, no commit comes through and nobody is told why.</summary>
    Task<IAsyncDisposable> HoldAsync();
}
