namespace OrleansTicks.Simulator;

/// <summary>A close that is to happen.</summary>
/// <param name="Code">For the close frame; 0 = without a code.</param>
/// <param name="By">client, server or fault.</param>
/// <param name="Why">A few words; they also go into the close frame.</param>
internal sealed record CloseRequest(ushort Code, string By, string Why);
