namespace OrleansTicks.Simulator;

/// <summary>Takes one venue's frames out of the lines of a recording.</summary>
internal interface IRecordedWire
{
    /// <summary>Adds the frames of a line to the block.</summary>
    /// <param name="line">The frame as recorded, without the time before it.</param>
    /// <param name="plays">Says of a stream whether it is to be played, and notes that it is there.</param>
    /// <param name="block">Where the frames go.</param>
    /// <param name="time">When it was received, in nanoseconds; 0 where the line does not tell, and perhaps the frame does.</param>
    /// <returns>False for what is no frame of a stream: headers, answers, damage.</returns>
    bool TryAdd(ReadOnlySpan<byte> line, Func<Topic, bool> plays, FrameBlockBuilder block, ref long time);

    /// <summary>What a client is sent that subscribes in the middle of a replay; null = nothing.</summary>
    /// <param name="topic">The stream.</param>
    /// <param name="past">Its frames that have passed, oldest first.</param>
    FrameBlock? Greet(Topic topic, IEnumerable<Frame> past) => null;
}
