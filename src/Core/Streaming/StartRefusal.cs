namespace OrleansTicks.Core;

/// <summary>Why a start was refused.</summary>
public enum StartRefusal
{
    /// <summary>The request itself is wrong: 400, exit 2.</summary>
    Invalid,

    /// <summary>Feed, key or instrument id unknown: 404, exit 4.</summary>
    NotFound,

    /// <summary>The key is known with another content: 409, exit 1.</summary>
    Conflict,

    /// <summary>The venue's token is missing: 409, exit 6.</summary>
    Auth,
}
