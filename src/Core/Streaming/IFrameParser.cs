namespace OrleansTicks.Core;

/// <summary>Reads frames of one connection. Pure over bytes: no clock, no log, no allocation, never throws.</summary>
public interface IFrameParser
{
    /// <summary>Adds the frame's ticks to <paramref name="ticks"/> and says what the frame was. Of a rejected frame nothing is added.</summary>
    /// <remarks>Sets <see cref="Tick.Time"/> and <see cref="Tick.Identity"/> to <see cref="Tick.None"/> where the frame gives none; leaves <see cref="Tick.Received"/> and <see cref="Tick.Slot"/> alone.</remarks>
    FrameVerdict Parse(ReadOnlySpan<byte> frame, bool binary, TickBuffer ticks);

    /// <summary>From now on the instruments of this plan are known too; what the connection was told of before stays.</summary>
    /// <exception cref="NotSupportedException">Its feed changes nothing on an open connection.</exception>
    void Carry(StreamPlan plan) => throw new NotSupportedException("this wire changes nothing on an open connection");

    /// <summary>Takes what the venue wants to hear because of the frames read so far: an acknowledgement, a book asked for anew. Asked after each wake-up, until there is none.</summary>
    bool TryTakeReply(out ReadOnlyMemory<byte> reply)
    {
        reply = default;
        return false;
    }
}
