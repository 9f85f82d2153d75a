namespace OrleansTicks.Feeds;

/// <summary>What kind of JSON value stands at a place.</summary>
internal enum JsonKind : byte
{
    None,
    Text,

    /// <summary>Text that holds escapes: its bytes must be unescaped before they mean anything.</summary>
    EscapedText,
    Number,
    True,
    False,
    Null,
    Object,
    Array,
}
