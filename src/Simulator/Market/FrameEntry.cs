namespace OrleansTicks.Simulator;

/// <summary>Where one frame lies in its block.</summary>
/// <param name="Topic">Its stream.</param>
/// <param name="Start">First byte of the combined form, <c>{"stream":…,"data":…}</c>.</param>
/// <param name="Length">Of the combined form.</param>
/// <param name="DataStart">First byte of the bare payload, inside of the combined form.</param>
/// <param name="DataLength">Of the bare payload.</param>
/// <param name="NoteStart">First byte of what the ledger says of it.</param>
/// <param name="NoteLength">Of that note.</param>
internal readonly record struct FrameEntry(Topic Topic, int Start, int Length, int DataStart, int DataLength, int NoteStart, int NoteLength);
