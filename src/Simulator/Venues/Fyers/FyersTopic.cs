namespace OrleansTicks.Simulator;

/// <summary>What one connection knows of a topic.</summary>
/// <param name="channel">The channel it was subscribed on.</param>
internal sealed class FyersTopic(int channel)
{
    public int Channel => channel;

    /// <summary>Its number on this connection; given with its snapshot.</summary>
    public ushort Id { get; set; }

    /// <summary>The values sent last; null = its snapshot is still to come.</summary>
    public byte[]? Last { get; set; }
}
