using System.Security.Cryptography;
using System.Text;

namespace OrleansTicks.Web;

/// <summary>A secret that requests must show. Only a salted hash of it is kept; comparing takes the same time whatever is shown.</summary>
public sealed class ApiKey
{
    public const int MinLength = 16;
    private const int MaxLength = 512;
    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(16);
    private readonly byte[] _hash;

    private ApiKey(string text) => _hash = Hash(text);

    /// <summary>Takes the key from a file's text: one line of 16 to 512 printable ASCII characters.</summary>
    /// <exception cref="FormatException">It is no such line. The message does not show it.</exception>
    public static ApiKey Parse(string text)
    {
        var line = text.Trim();
        if (line.Length is < MinLength or > MaxLength || line.Any(c => c is <= ' ' or > '~'))
            throw new FormatException($"an API key is one line of {MinLength} to {MaxLength} printable characters without spaces");
        return new ApiKey(line);
    }

    public bool Matches(string? shown) => shown is { Length: > 0 and <= MaxLength } && CryptographicOperations.FixedTimeEquals(Hash(shown), _hash);

    public override string ToString() => "***";

    private byte[] Hash(string text) => SHA256.HashData([.. _salt, .. Encoding.UTF8.GetBytes(text)]);
}
