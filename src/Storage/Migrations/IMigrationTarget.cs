namespace OrleansTicks.Storage;

/// <summary>A store whose schema is brought forward step by step.</summary>
internal interface IMigrationTarget
{
    /// <summary>For messages, without secrets.</summary>
    string Description { get; }

    /// <summary>The steps behind it, in order; none for a fresh store.</summary>
    Task<IReadOnlyList<AppliedMigration>> ListAppliedAsync(CancellationToken cancellationToken);

    /// <summary>Runs the step and notes it, in one transaction under the store's one lock for this; does nothing where another process was first.</summary>
    Task ApplyAsync(Migration step, CancellationToken cancellationToken);
}
