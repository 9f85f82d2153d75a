namespace OrleansTicks.Simulator;

/// <summary>One level of a made-up book.</summary>
/// <param name="Price">In paise.</param>
/// <param name="Size">How much.</param>
/// <param name="Orders">Of how many.</param>
internal readonly record struct MadeLevel(long Price, int Size, int Orders);
