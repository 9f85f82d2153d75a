using Microsoft.Extensions.Logging;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Makes a store from what the operator calls it: <c>sqlite:PATH</c> or <c>postgres:@FILE</c>.</summary>
public static class StoreFactory
{
    /// <summary>The environment variable that may hold a store's whole text, password and all.</summary>
    public const string Variable = "TICKS_STORE";

    private static readonly Dictionary<string, IStoreOpener> Openers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["sqlite"] = new SqliteOpener(),
        ["postgres"] = new PostgresOpener(),
        ["postgresql"] = new PostgresOpener(),
    };

    /// <summary>A store that is not open yet; nothing is touched.</summary>
    /// <param name="spec">The store's text.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <param name="secret">The text came out of <see cref="Variable"/>, so it may hold a password. A text of the command line may not.</param>
    /// <exception cref="StoreRefusedException">There is no such kind of store, or the text shows a password; the message says what would do.</exception>
    public static ITickStore Create(string spec, TimeProvider time, ILoggerFactory loggers, bool secret = false) =>
        Find(spec).Create(spec, secret, time, loggers);

    /// <summary>Opens a store for reading only; see <see cref="Create"/>.</summary>
    /// <exception cref="StoreRefusedException">There is no such store.</exception>
    /// <exception cref="StoreException">It cannot be reached.</exception>
    public static Task<ITickReader> OpenReaderAsync(string spec, CancellationToken cancellationToken, bool secret = false) =>
        Find(spec).OpenReaderAsync(spec, secret, cancellationToken);

    /// <summary>Brings a store's schema forward with a login that may, and does nothing else.</summary>
    /// <returns>How many steps were missing.</returns>
    /// <exception cref="StoreRefusedException">The login may not, or there is nothing to do by hand for this kind of store.</exception>
    public static Task<int> MigrateAsync(string spec, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken, bool secret = false) =>
        Find(spec).MigrateAsync(spec, secret, time, loggers, cancellationToken);

    private static IStoreOpener Find(string spec)
    {
        var colon = spec.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && Openers.TryGetValue(spec[..colon], out var opener)) return opener;
        // The text is not repeated: it may be a connection text that lacks its prefix.
        var forms = Openers.Values.Select(known => known.Form).Distinct(StringComparer.Ordinal);
        throw new StoreRefusedException($"A store is named {string.Join(" or ", forms)}.");
    }
}
