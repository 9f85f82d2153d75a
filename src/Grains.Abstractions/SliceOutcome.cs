using Orleans;

namespace OrleansTicks.Grains;

/// <summary>What a symbol's grain did with a slice.</summary>
[GenerateSerializer, Alias("ticks.slice-outcome")]
public enum SliceOutcome
{
    Durable = 0,

    /// <summary>It only said what it would say: the ticks are another silo's to store.</summary>
    Previewed = 1,

    Moving = 2,
}
