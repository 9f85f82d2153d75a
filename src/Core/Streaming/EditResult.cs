namespace OrleansTicks.Core;

/// <summary>The answer to a change of a group's list.</summary>
/// <param name="Group">Its canonical key, which stays what it was.</param>
/// <param name="Edits">The streams that changed.</param>
/// <param name="Already">What was to be added and is carried already.</param>
public sealed record EditResult(GroupKey Group, IReadOnlyList<SymbolEdit> Edits, IReadOnlyList<Instrument> Already);
