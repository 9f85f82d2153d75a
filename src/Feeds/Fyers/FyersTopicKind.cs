namespace OrleansTicks.Feeds;

/// <summary>What a topic carries; its name begins with it (fyers.md section 5).</summary>
internal enum FyersTopicKind : byte
{
    Unknown,

    /// <summary><c>sf|…</c>: a share, future or option.</summary>
    Scrip,

    /// <summary><c>if|…</c>.</summary>
    Index,

    /// <summary><c>dp|…</c>: five levels of the book.</summary>
    Depth,
}
