using Microsoft.Data.Sqlite;
using OrleansTicks.Core;
using static SQLitePCL.raw;

namespace OrleansTicks.Storage;

/// <summary>SQLite's result codes as SQLSTATEs, so that <see cref="StoreFaults"/> judges both stores by one table.</summary>
internal static class SqliteErrors
{
    public static StoreException Translate(SqliteException error, string path) => new(SqlState(error.SqliteErrorCode), $"sqlite {path}: {Words(error)}", error);

    public static string SqlState(int code) => code switch
    {
        SQLITE_FULL => "53100",
        SQLITE_NOMEM => "53200",
        SQLITE_BUSY or SQLITE_LOCKED => "55P03",
        SQLITE_PROTOCOL => "55P03",                    // lost a race for the write-ahead log; trying again is what its docs ask for
        SQLITE_IOERR or SQLITE_CANTOPEN => "58030",
        SQLITE_INTERRUPT => "57014",
        SQLITE_READONLY => "25006",
        SQLITE_CONSTRAINT or SQLITE_MISMATCH => "23000",
        SQLITE_RANGE or SQLITE_TOOBIG => "22003",
        SQLITE_CORRUPT or SQLITE_NOTADB => "XX001",
        SQLITE_PERM or SQLITE_AUTH => "42501",
        _ => "XX000",
    };

    /// <summary>Of <c>SQLite Error 13: 'database or disk is full'.</c> what stands between the quotes.</summary>
    private static string Words(SqliteException error)
    {
        var start = error.Message.IndexOf('\'', StringComparison.Ordinal);
        var end = error.Message.LastIndexOf('\'');
        return end > start && start >= 0 ? error.Message[(start + 1)..end] : error.Message;
    }
}
