using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Brings a store's schema to what this program knows. Any number of processes may do so at once.</summary>
internal static class Migrator
{
    /// <summary>Applies what is missing.</summary>
    /// <returns>How many steps were missing when this began.</returns>
    /// <exception cref="StoreRefusedException">The schema is newer than this program, or one of its steps differs.</exception>
    public static async Task<int> RunAsync(IMigrationTarget target, IReadOnlyList<Migration> known, CancellationToken cancellationToken)
    {
        var missing = Missing(target.Description, known, await target.ListAppliedAsync(cancellationToken));
        foreach (var step in missing) await target.ApplyAsync(step, cancellationToken);
        // Another process may be newer than this one and have gone further meanwhile.
        if (missing.Count > 0) Missing(target.Description, known, await target.ListAppliedAsync(cancellationToken));
        return missing.Count;
    }

    /// <summary>Refuses a store that is not exactly at what this program knows; <paramref name="remedy"/> says what brings it there.</summary>
    /// <exception cref="StoreRefusedException">It is older, newer, or different.</exception>
    public static async Task CheckAsync(IMigrationTarget target, IReadOnlyList<Migration> known, string remedy, CancellationToken cancellationToken)
    {
        var missing = Missing(target.Description, known, await target.ListAppliedAsync(cancellationToken));
        if (missing.Count > 0)
        {
            throw new StoreRefusedException(
                $"{target.Description} has schema version {known.Count - missing.Count}, this program needs {known.Count}; {remedy}");
        }
    }

    /// <summary>The steps that are still to come.</summary>
    /// <exception cref="StoreRefusedException">The schema is newer than this program, or one of its steps differs.</exception>
    public static IReadOnlyList<Migration> Missing(string description, IReadOnlyList<Migration> known, IReadOnlyList<AppliedMigration> applied)
    {
        foreach (var step in applied)
        {
            if (step.Number > known.Count)
            {
                throw new StoreRefusedException(
                    $"{description} has schema version {applied[^1].Number}, this program knows {known.Count}; "
                    + $"use the newer OrleansTicks that made it ({step.Name}).");
            }

            if (known[step.Number - 1].Checksum != step.Checksum)
            {
                throw new StoreRefusedException(
                    $"{description}: step {step.Name} of its schema is not the one of this program; "
                    + "use the OrleansTicks that made this store, or another --store.");
            }
        }

        return [.. known.Skip(applied.Count)];
    }
}
