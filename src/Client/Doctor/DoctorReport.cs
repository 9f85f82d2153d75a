namespace OrleansTicks.Client;

/// <summary>What <c>doctor -o json</c> prints.</summary>
/// <param name="Ok">Nothing is bad.</param>
/// <param name="Findings">In the order in which they were looked for.</param>
internal sealed record DoctorReport(bool Ok, IReadOnlyList<Finding> Findings);
