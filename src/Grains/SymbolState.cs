using OrleansTicks.Core;

namespace OrleansTicks.Grains;

/// <summary>What a symbol's grain knows when it wakes: the newest ids that the store holds.</summary>
public sealed class SymbolState
{
    public IReadOnlyList<BookMark> Marks { get; set; } = [];
}
