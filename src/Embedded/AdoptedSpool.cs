namespace OrleansTicks.Embedded;

/// <summary>What became of a spool whose process never came back.</summary>
/// <param name="Folder">The slot.</param>
/// <param name="Rows">Rows that lay in it and had not been committed.</param>
/// <param name="Stored">Of these, how many are new in the store.</param>
/// <param name="Duplicates">How many the store had already.</param>
/// <param name="Fenced">How many were left out, because another owner had taken their stream over before they were received.</param>
/// <param name="Quarantined">How many the store refused; they lie in <c>quarantine</c>.</param>
/// <param name="Gaps">Gaps that came with them.</param>
/// <param name="Damaged">Files of which part could not be read; they stay where they are.</param>
public sealed record AdoptedSpool(string Folder, long Rows, long Stored, long Duplicates, long Fenced, long Quarantined, long Gaps, IReadOnlyList<string> Damaged);
