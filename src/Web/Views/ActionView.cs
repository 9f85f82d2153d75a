namespace OrleansTicks.Web;

/// <summary>Keys of the streams that a command was about, under the word for what became of them; the others are left out.</summary>
public sealed record ActionView
{
    public IReadOnlyList<string>? Stopped { get; init; }

    public IReadOnlyList<string>? Paused { get; init; }

    public IReadOnlyList<string>? Resumed { get; init; }

    public IReadOnlyList<string>? Restarted { get; init; }

    public IReadOnlyList<string>? Recorded { get; init; }

    public IReadOnlyList<string>? Unrecorded { get; init; }

    /// <summary>Those of the one word that is given.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<string> Streams => Stopped ?? Paused ?? Resumed ?? Restarted ?? Recorded ?? Unrecorded ?? [];

    /// <param name="verb"><c>stop</c>, <c>pause</c>, <c>resume</c>, <c>restart</c>, <c>record</c> or <c>unrecord</c>.</param>
    /// <param name="keys">The streams.</param>
    public static ActionView Of(string verb, IReadOnlyList<string> keys) => verb switch
    {
        "stop" => new ActionView { Stopped = keys },
        "pause" => new ActionView { Paused = keys },
        "resume" => new ActionView { Resumed = keys },
        "record" => new ActionView { Recorded = keys },
        "unrecord" => new ActionView { Unrecorded = keys },
        _ => new ActionView { Restarted = keys },
    };
}
