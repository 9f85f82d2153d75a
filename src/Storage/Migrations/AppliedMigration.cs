namespace OrleansTicks.Storage;

/// <summary>A step that a store says it has behind it.</summary>
internal readonly record struct AppliedMigration(int Number, string Name, string Checksum);
