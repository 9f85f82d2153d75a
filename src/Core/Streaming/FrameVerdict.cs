namespace OrleansTicks.Core;

/// <summary>What became of one frame.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="Reject">Of a rejected frame, why; else none.</param>
public readonly record struct FrameVerdict(FrameKind Kind, RejectKind Reject = RejectKind.None)
{
    public static FrameVerdict Data => new(FrameKind.Data);

    public static FrameVerdict Rejected(RejectKind reject) => new(FrameKind.Rejected, reject);
}
