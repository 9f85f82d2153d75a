namespace OrleansTicks.Simulator;

/// <summary>The scripted faults of one connection: which are due at which frame, and what they do to the frames that follow.</summary>
internal sealed class DataFaults(IEnumerable<SimulatorFault> faults)
{
    private readonly Queue<SimulatorFault> _byFrame = new(faults.Where(fault => fault.Frame is not null)
        .OrderBy(fault => fault.Frame).ThenBy(fault => fault.Action is not (SimulatorFaultAction.Refuse or SimulatorFaultAction.Ban)));

    /// <summary>Frames sent when the next one is due.</summary>
    public long NextFrame => _byFrame.TryPeek(out var fault) ? fault.Frame!.Value : long.MaxValue;

    public int Dup { get; set; }

    public int Swap { get; set; }

    public int Garbage { get; set; }

    public int Drop { get; set; }

    public bool TryTake(long sent, out SimulatorFault fault)
    {
        fault = null!;
        return NextFrame <= sent && _byFrame.TryDequeue(out fault!);
    }

    /// <summary>Remembers a fault that concerns the next frame; false for any other.</summary>
    public bool Arm(SimulatorFaultAction action)
    {
        switch (action)
        {
            case SimulatorFaultAction.Dup:
                Dup++;
                return true;
            case SimulatorFaultAction.Swap:
                Swap++;
                return true;
            case SimulatorFaultAction.Garbage:
                Garbage++;
                return true;
            case SimulatorFaultAction.Drop:
                Drop++;
                return true;
            default:
                return false;
        }
    }
}
