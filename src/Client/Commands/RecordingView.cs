using System.Buffers.Binary;
using OrleansTicks.Core;

namespace OrleansTicks.Client;

/// <summary>What <c>record show</c> prints.</summary>
internal sealed record RecordingView(
    string Stream, string Feed, string Mode, int Instruments, long Frames, long Bytes, int Connections, long Lost, DateTimeOffset? From, DateTimeOffset? To)
{
    public static RecordingView Of(RecordingHeader header, IReadOnlyList<FrameEvent> events)
    {
        var frames = events.Where(one => one.Kind is FrameEventKind.Text or FrameEventKind.Binary).ToList();
        return new RecordingView(
            header.Stream, header.Feed, header.Mode, header.Instruments.Count, frames.Count, frames.Sum(one => (long)one.Bytes.Length), events.Count(one => one.Kind is FrameEventKind.Connected),
            events.Where(one => one.Kind is FrameEventKind.Lost).Sum(one => BinaryPrimitives.ReadInt64LittleEndian(one.Bytes.Span)),
            events.Count > 0 ? TickTime.ToDateTimeOffset(events[0].At) : null, events.Count > 0 ? TickTime.ToDateTimeOffset(events[^1].At) : null);
    }
}
