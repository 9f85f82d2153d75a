namespace OrleansTicks.Core;

/// <summary>A process that may own streams, as the others see it.</summary>
/// <param name="Id">Random, new at every start: the owner of its leases.</param>
/// <param name="Name">For people; need not be unique.</param>
/// <param name="Url">Where its API answers, <c>http://127.0.0.1:5080</c>; null while it has none.</param>
/// <param name="Build">Its version.</param>
/// <param name="Spool">The spool that it writes; null before it has one.</param>
/// <param name="Beat">Its last beat, by the store's clock; ignored when it is written.</param>
public sealed record NodeCard(Guid Id, string Name, string? Url, string Build, Guid? Spool, DateTimeOffset Beat = default)
{
    /// <summary>When it joined, by the store's clock; ignored when it is written.</summary>
    public DateTimeOffset Joined { get; init; }

    /// <summary>What an operator wants of it; ignored when it is written.</summary>
    public NodeDuty Duty { get; init; }
}
