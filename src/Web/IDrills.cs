namespace OrleansTicks.Web;

/// <summary>Breaks this node on purpose, so that people see for themselves what the others do then. Only where its operator allowed it.</summary>
public interface IDrills
{
    /// <summary>Ends the process a moment after the call, as a power cut would: nothing is drained, released or said.</summary>
    void Kill();

    /// <summary>For this process alone the store is away for that long, beginning now.</summary>
    void CutStore(TimeSpan span);
}
