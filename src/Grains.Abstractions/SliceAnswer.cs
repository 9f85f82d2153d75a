using Orleans;

namespace OrleansTicks.Grains;

/// <summary>What a symbol's grain says of a slice.</summary>
/// <param name="Outcome">Whether it was judged.</param>
/// <param name="Verdicts">A <see cref="Core.BookVerdict"/> for each tick, where the grain lives on another silo; else null, since the slice itself was marked.</param>
[GenerateSerializer, Immutable, Alias("ticks.slice-answer")]
public sealed record SliceAnswer([property: Id(0)] SliceOutcome Outcome, [property: Id(1)] byte[]? Verdicts = null)
{
    /// <summary>It was judged here, and is durable.</summary>
    public static SliceAnswer Durable { get; } = new(SliceOutcome.Durable);

    /// <summary>The grain goes where the slice came from: ask again.</summary>
    public static SliceAnswer Moving { get; } = new(SliceOutcome.Moving);
}
