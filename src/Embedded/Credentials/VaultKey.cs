using System.Security.Cryptography;

namespace OrleansTicks.Embedded;

/// <summary>The key of the vault: 32 random bytes in a file that only its owner reads, made at first use. It never lies beside a database.</summary>
internal static class VaultKey
{
    /// <summary>Names another file, for nodes that share a vault.</summary>
    public const string Variable = "TICKS_CREDENTIAL_KEY_FILE";

    private const int Size = 32;

    /// <exception cref="IOException">The file is no key.</exception>
    public static byte[] Read(string path)
    {
        if (!File.Exists(path)) Make(path);
        var key = File.ReadAllBytes(path);
        return key.Length == Size ? key : throw new IOException($"{path} is no key of this program: {Size} bytes are wanted, {key.Length} are there");
    }

    /// <summary>Two processes may be first at once: the one that comes second reads what the other made.</summary>
    private static void Make(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var temporary = $"{path}.{Guid.NewGuid():N}";
        using (var file = new FileStream(temporary, options))
        {
            file.Write(RandomNumberGenerator.GetBytes(Size));
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(temporary);
        }
    }
}
