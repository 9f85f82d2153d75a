using Microsoft.Data.Sqlite;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Brings a file to the schema of this build by the numbered <c>Sqlite/*.sql</c>, each once, in order.</summary>
/// <remarks>Table <c>migration</c> keeps what was done, with the checksum of each step. The lock of the file stands for the one of the migrator.</remarks>
internal static class SqliteSchema
{
    private const string Folder = "Sqlite";

    /// <summary>The steps that this program knows; an open store has them all.</summary>
    public static int Version => Migration.Load(Folder).Count;

    /// <exception cref="StoreRefusedException">The file is of something else, of a newer build, or of another text of a step.</exception>
    public static void Migrate(SqliteConnection connection, string path, TimeProvider time)
    {
        foreach (var step in Migrator.Missing(path, Migration.Load(Folder), Applied(connection, path)))
        {
            connection.InTransaction(() =>
            {
                connection.Execute("""
                    create table if not exists migration (
                        number integer primary key, name text not null, checksum text not null, applied integer not null) strict
                    """);
                connection.Execute(step.Sql);
                connection.Execute("insert into migration values ($number, $name, $checksum, $applied)",
                    ("$number", step.Number), ("$name", step.Name), ("$checksum", step.Checksum), ("$applied", time.NanosecondsNow()));
            });
        }
    }

    /// <summary>Says whether a reader of this build understands the file.</summary>
    /// <exception cref="StoreRefusedException">It does not; the message says what to do.</exception>
    public static void CheckForReading(SqliteConnection connection, string path)
    {
        if (Migrator.Missing(path, Migration.Load(Folder), Applied(connection, path)).Count > 0)
        {
            throw new StoreRefusedException(
                $"{path} has an older schema than this build; start a node on it once (ticks up --store sqlite:{path}), which brings it forward.");
        }
    }

    private static List<AppliedMigration> Applied(SqliteConnection connection, string path)
    {
        if (connection.Scalar("select 1 from sqlite_schema where type = 'table' and name = 'migration'") is not null)
        {
            return connection.Query("select number, name, checksum from migration order by number",
                row => new AppliedMigration(row.GetInt32(0), row.GetString(1), row.GetString(2)));
        }

        if (connection.Scalar("select 1 from sqlite_schema") is not null)
            throw new StoreRefusedException($"{path} is a SQLite file of another program; give another --store.");
        return [];
    }
}
