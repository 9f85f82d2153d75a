namespace OrleansTicks.Feeds;

/// <summary>Where a value stands in its frame; of texts what is between the quotes.</summary>
internal readonly record struct JsonValue(int Start, int Length, JsonKind Kind)
{
    public bool IsText => Kind is JsonKind.Text or JsonKind.EscapedText;
}
