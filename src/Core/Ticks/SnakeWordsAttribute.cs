namespace OrleansTicks.Core;

/// <summary>Values of this enum are said in snake_case (<see cref="Words"/>).</summary>
[AttributeUsage(AttributeTargets.Enum)]
public sealed class SnakeWordsAttribute : Attribute;
