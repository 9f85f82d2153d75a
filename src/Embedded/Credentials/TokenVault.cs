using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OrleansTicks.Feeds;

namespace OrleansTicks.Embedded;

/// <summary>The tokens of venues, in one file of the data folder, each encrypted. Several processes may read and write it: a mutex keeps changes apart, a rename makes each whole.</summary>
/// <param name="folder">The data folder.</param>
/// <param name="keyFile">Where the key lies; null = <c>credential.key</c> in the folder.</param>
/// <param name="time">The clock.</param>
public sealed class TokenVault(string folder, string? keyFile, TimeProvider time)
{
    /// <summary>Feeds that cannot do without a token.</summary>
    public static IReadOnlyList<string> Needed { get; } = ["dhan", "fyers"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private readonly string _file = Path.Combine(folder, "tokens.json");
    private readonly string _key = keyFile ?? Path.Combine(folder, "credential.key");

    /// <summary>The key's file where the environment names one.</summary>
    public static TokenVault Of(string folder, Func<string, string?> variable, TimeProvider time) =>
        new(folder, variable(VaultKey.Variable) is { Length: > 0 } named ? named : null, time);

    /// <summary>Keeps a new token; from now on every connection takes it.</summary>
    /// <exception cref="FormatException">It is empty, or holds what no token does.</exception>
    public TokenEntry Set(string feed, string value, string? clientId, DateTimeOffset? expiresAt)
    {
        if (value.Length is 0 or > 16_384 || value.Any(c => c is <= ' ' or > '~')) throw new FormatException("a token is one word of up to 16384 visible ASCII characters");
        Directory.CreateDirectory(folder);
        TokenEntry? made = null;
        Change(all =>
        {
            var known = all.GetValueOrDefault(feed)?.Entry;
            made = new TokenEntry(feed, (known?.Version ?? 0) + 1, clientId ?? known?.ClientId, time.GetUtcNow(), expiresAt ?? TokenExpiry.Of(value), 0,
                Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))[..8]);
            all[feed] = new StoredToken { Entry = made, Sealed = Seal(made, value) };
            return true;
        });
        return made!;
    }

    /// <summary>What is known of a feed's token, or null.</summary>
    public TokenEntry? Find(string feed) => Load().GetValueOrDefault(feed)?.Entry;

    /// <summary>The token itself, for the code that connects; null when there is none.</summary>
    /// <exception cref="IOException">It was encrypted with another key, or the file is damaged.</exception>
    public FeedToken? Read(string feed) =>
        Load().GetValueOrDefault(feed) is { } stored ? new FeedToken(stored.Entry.ClientId, Open(stored), stored.Entry.Version, stored.Entry.Refusals) : null;

    /// <summary>The venue refused this version. A newer one is not touched.</summary>
    public void Refused(string feed, long version) => Change(all =>
    {
        if (all.GetValueOrDefault(feed) is not { } stored || stored.Entry.Version != version) return false;
        all[feed] = stored with { Entry = stored.Entry with { Refusals = stored.Entry.Refusals + 1 } };
        return true;
    });

    private Dictionary<string, StoredToken> Load()
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, StoredToken>>(File.ReadAllText(_file), Plain) ?? [];
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (JsonException damaged)
        {
            throw new IOException($"{_file} is damaged; delete it and set the tokens anew with `ticks token set`", damaged);
        }
    }

    private void Change(Func<Dictionary<string, StoredToken>, bool> change)
    {
        // One change at a time, whichever process makes it; a process that died holding the mutex had changed nothing or all.
        using var mutex = new Mutex(initiallyOwned: false, $"Global\\ticks-tokens-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(_file))))[..16]}");
        try
        {
            if (!mutex.WaitOne(Patience)) throw new IOException($"{_file} is being changed by another process that does not end");
        }
        catch (AbandonedMutexException)
        {
            // It is ours now.
        }

        try
        {
            var all = Load();
            if (change(all)) Save(all);
        }
        finally
        {
            mutex.ReleaseMutex();
        }
    }

    private void Save(Dictionary<string, StoredToken> all)
    {
        var temporary = $"{_file}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(temporary, options))
        {
            JsonSerializer.Serialize(file, all, Plain);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, _file, overwrite: true);
    }

    private string Seal(TokenEntry entry, string value)
    {
        var plain = Encoding.UTF8.GetBytes(value);
        var all = new byte[NonceSize + TagSize + plain.Length];
        RandomNumberGenerator.Fill(all.AsSpan(0, NonceSize));
        using var cipher = new AesGcm(VaultKey.Read(_key), TagSize);
        cipher.Encrypt(all.AsSpan(0, NonceSize), plain, all.AsSpan(NonceSize + TagSize), all.AsSpan(NonceSize, TagSize), Bound(entry));
        return Convert.ToBase64String(all);
    }

    private string Open(StoredToken stored)
    {
        try
        {
            var all = Convert.FromBase64String(stored.Sealed);
            var plain = new byte[all.Length - NonceSize - TagSize];
            using var cipher = new AesGcm(VaultKey.Read(_key), TagSize);
            cipher.Decrypt(all.AsSpan(0, NonceSize), all.AsSpan(NonceSize + TagSize), all.AsSpan(NonceSize, TagSize), plain, Bound(stored.Entry));
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception wrong) when (wrong is CryptographicException or FormatException or OverflowException)
        {
            throw new IOException($"the token of {stored.Entry.Feed} was encrypted with another key than {_key}; set it anew with `ticks token set {stored.Entry.Feed}`", wrong);
        }
    }

    private static byte[] Bound(TokenEntry entry) => Encoding.UTF8.GetBytes($"{entry.Feed} {entry.Version}");
}
