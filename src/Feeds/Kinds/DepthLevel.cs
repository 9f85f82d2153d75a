namespace OrleansTicks.Feeds;

/// <summary>One level of one side of a book, trailing zeros removed; an empty one is all 0.</summary>
/// <param name="Price">Mantissa.</param>
/// <param name="PriceScale">Decimals of the price.</param>
/// <param name="Size">Mantissa.</param>
/// <param name="SizeScale">Decimals of the size.</param>
/// <param name="Orders">How many orders; 0 = the venue does not say.</param>
internal readonly record struct DepthLevel(long Price, byte PriceScale, long Size, byte SizeScale, long Orders = 0);
