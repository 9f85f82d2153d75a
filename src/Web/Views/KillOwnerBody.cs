namespace OrleansTicks.Web;

/// <summary>Whose owner is to die.</summary>
public sealed record KillOwnerBody
{
    /// <summary>A group or a stream, in full or as its short id.</summary>
    public string? Key { get; init; }
}
