namespace OrleansTicks.Simulator;

/// <summary>One line to be: a frame, what became of it, and up to which byte of its chunk it reaches.</summary>
/// <param name="Frame">The frame.</param>
/// <param name="State">What became of it once <paramref name="End"/> bytes of the chunk are with the kernel.</param>
/// <param name="Number">Counts data frames of the connection from 0; -1 where it was not sent.</param>
/// <param name="End">Where it ends in its chunk.</param>
/// <param name="Garbage">What was sent is not the frame but a damaged one in its place.</param>
internal readonly record struct LedgerEntry(Frame Frame, LedgerState State, long Number, int End, bool Garbage = false);
