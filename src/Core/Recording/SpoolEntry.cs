namespace OrleansTicks.Core;

/// <summary>Where a durable batch lies, and the batch itself while memory allows.</summary>
internal sealed class SpoolEntry(string segment, long offset, int bytes, long sequence, int rows)
{
    public string Segment { get; } = segment;

    public long Offset { get; } = offset;

    public int Bytes { get; } = bytes;

    public long Sequence { get; } = sequence;

    public int Rows { get; } = rows;

    /// <summary>Null when it has to be read back.</summary>
    public TickBatch? Batch { get; set; }
}
