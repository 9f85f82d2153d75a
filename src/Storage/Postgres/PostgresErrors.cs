using System.IO;
using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Turns what the driver throws into <see cref="StoreException"/>. What an error means is not decided here.</summary>
internal static class PostgresErrors
{
    public const string ConnectionLost = "08006";
    public const string TimedOut = "57014";
    public const string NoAccess = "28000";

    /// <summary>Is this an error of the store at all? A cancellation is not: it passes on as it is.</summary>
    public static bool IsStoreError(Exception error) =>
        error is NpgsqlException or IOException or SocketException or TimeoutException or ObjectDisposedException or InvalidOperationException;

    public static StoreException Translate(Exception error) => error switch
    {
        PostgresException refused => new StoreException(refused.SqlState, refused.MessageText, refused),
        // The driver hides the time-out in a plain exception, and a refused certificate too.
        _ when Find<TimeoutException>(error) is not null => new StoreException(TimedOut, "the database did not answer in time", error),
        _ when Find<AuthenticationException>(error) is { } tls => new StoreException(NoAccess, $"no secure connection to the database: {tls.Message}", error),
        _ when Find<SocketException>(error) is { } socket =>
            new StoreException(ConnectionLost, $"the connection to the database failed: {socket.Message}", error),
        _ => new StoreException(ConnectionLost, $"the connection to the database was lost: {error.Message}", error),
    };

    private static T? Find<T>(Exception? error)
        where T : Exception
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is T found) return found;
        }

        return null;
    }
}
