namespace OrleansTicks.Simulator;

/// <summary>Frames that lie together in memory, ready to be copied to sockets and ledger. Immutable once filled.</summary>
internal sealed class FrameBlock(byte[] bytes, FrameEntry[] entries)
{
    public byte[] Bytes => bytes;

    public FrameEntry[] Entries => entries;
}
