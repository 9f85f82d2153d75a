namespace OrleansTicks.Embedded;

/// <summary>A line of the vault's file.</summary>
internal sealed record StoredToken
{
    public required TokenEntry Entry { get; init; }

    /// <summary>Nonce, tag and cipher text of AES-256-GCM, base64. The feed's name and the version are bound to it.</summary>
    public required string Sealed { get; init; }
}
