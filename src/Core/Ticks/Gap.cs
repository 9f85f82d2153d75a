namespace OrleansTicks.Core;

/// <summary>An interval of a stream that is not proven to be covered: everything strictly between <see cref="Last"/> and <see cref="First"/>.</summary>
/// <param name="Stream">The store's id of the stream that <paramref name="First"/> is of.</param>
/// <param name="Cause">What opened it.</param>
/// <param name="Last">The last proven tick before it; null where nothing before it is known. Of another stream where one went on for another.</param>
/// <param name="First">The first proven tick after it.</param>
/// <param name="Instrument">The one instrument it concerns (then also <paramref name="Kind"/>); 0 = all of the stream.</param>
/// <param name="Kind">Of the ticks of that one instrument; else none.</param>
/// <param name="Missing">How many ticks are missing, where the venue's numbering or our own count tells; else null.</param>
public sealed record Gap(int Stream, GapCause Cause, Position? Last, Position First, int Instrument = 0, TickKind Kind = TickKind.None, long? Missing = null);
