namespace OrleansTicks.Simulator;

/// <summary>One frame of the market on its way to a connection.</summary>
/// <param name="Block">Where its bytes lie.</param>
/// <param name="Index">Which entry there.</param>
/// <param name="Run">The replay that waits for it; null in a made-up market.</param>
/// <param name="Seq">Its place in the order of the whole market, from 0.</param>
internal readonly record struct Frame(FrameBlock Block, int Index, ReplayRun? Run, long Seq)
{
    public Topic Topic => Block.Entries[Index].Topic;

    public int Length => Block.Entries[Index].Length;

    public ReadOnlySpan<byte> Payload(bool combined)
    {
        ref readonly var entry = ref Block.Entries[Index];
        return combined ? Block.Bytes.AsSpan(entry.Start, entry.Length) : Block.Bytes.AsSpan(entry.DataStart, entry.DataLength);
    }

    /// <summary>The ledger's fields that are the same on every connection, from <c>"symbol"</c> on.</summary>
    public ReadOnlySpan<byte> Note
    {
        get
        {
            ref readonly var entry = ref Block.Entries[Index];
            return Block.Bytes.AsSpan(entry.NoteStart, entry.NoteLength);
        }
    }
}
