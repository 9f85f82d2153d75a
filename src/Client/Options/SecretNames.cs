namespace OrleansTicks.Client;

/// <summary>Names of options and fields that promise a secret.</summary>
internal static class SecretNames
{
    private static readonly string[] Words = ["token", "password", "passwd", "pwd", "secret", "apikey", "credential", "signature"];

    public static bool IsSecret(string name)
    {
        var plain = name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        return plain.Equals("key", StringComparison.OrdinalIgnoreCase) || Words.Any(word => plain.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
