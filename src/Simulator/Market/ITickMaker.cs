namespace OrleansTicks.Simulator;

/// <summary>Makes a venue's market up. Called under the hub's lock.</summary>
internal interface ITickMaker
{
    IReadOnlyList<string> Symbols { get; }

    /// <summary>Streams that it has data for.</summary>
    IReadOnlyCollection<Topic> Topics { get; }

    /// <summary>The longest pause between two calls of <see cref="Make"/>: what is due by the clock comes with the next call, also with one for 0
    /// ticks.</summary>
    TimeSpan Rest => TimeSpan.MaxValue;

    bool Makes(Topic topic);

    /// <summary>The next ticks, stamped with <paramref name="now"/>.</summary>
    IReadOnlyList<FrameBlock> Make(int count, DateTimeOffset now);

    /// <summary>What a new subscriber of a stream is sent before anything else; null = nothing.</summary>
    FrameBlock? Greet(Topic topic, DateTimeOffset now) => null;
}
