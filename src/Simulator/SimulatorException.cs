namespace OrleansTicks.Simulator;

/// <summary>The simulator cannot do what was asked: wrong options, an unreadable recording or ledger, a taken port. The message names what and what would
/// do.</summary>
public sealed class SimulatorException(string message, Exception? inner = null) : Exception(message, inner);
