namespace OrleansTicks.Core;

/// <summary>What became of one frame.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="Reject">Of a rejected frame, why. Of data: one of several packets in the frame could not be read, the others were added. Else none.</param>
/// <param name="Reason">Of a refusal, what it means for the stream; else none.</param>
/// <param name="Code">Of a refusal, the venue's own number for it, which <see cref="IFeed.Explain"/> puts in words; else 0.</param>
public readonly record struct FrameVerdict(FrameKind Kind, RejectKind Reject = RejectKind.None, Reason Reason = Reason.None, int Code = 0)
{
    public static FrameVerdict Data => new(FrameKind.Data);

    public static FrameVerdict Rejected(RejectKind reject) => new(FrameKind.Rejected, reject);
}
