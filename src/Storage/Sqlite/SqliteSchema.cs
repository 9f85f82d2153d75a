using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Brings a file to the schema of this build by the numbered <c>Sqlite/*.sql</c>, each once, in order.</summary>
/// <remarks>Table <c>migration</c> keeps what was done, with the checksum of each step.</remarks>
internal static class SqliteSchema
{
    private const string Prefix = "OrleansTicks.Storage.Sqlite.";

    /// <exception cref="StoreRefusedException">The file is of something else, of a newer build, or of another text of a step.</exception>
    public static void Migrate(SqliteConnection connection, string path, TimeProvider time)
    {
        var known = Load();
        var applied = Applied(connection, path);
        Check(known, applied, path);
        foreach (var step in known.Skip(applied.Count))
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
        var known = Load();
        var applied = Applied(connection, path);
        Check(known, applied, path);
        if (applied.Count < known.Count)
        {
            throw new StoreRefusedException(
                $"{path} has an older schema than this build; start a node on it once (ticks up --store sqlite:{path}), which brings it forward.");
        }
    }

    private static void Check(List<Step> known, List<(int Number, string Checksum)> applied, string path)
    {
        if (applied.Count > known.Count)
            throw new StoreRefusedException(
                $"{path} has schema {applied.Count}, this build knows {known.Count}; use the newer build that wrote it, or another --store.");
        for (var i = 0; i < applied.Count; i++)
        {
            if (applied[i].Number != known[i].Number || applied[i].Checksum != known[i].Checksum)
                throw new StoreRefusedException(
                    $"{path}: schema step {known[i].Name} is not the one of this build; use the build that wrote it, or another --store.");
        }
    }

    private static List<(int Number, string Checksum)> Applied(SqliteConnection connection, string path)
    {
        if (connection.Scalar("select 1 from sqlite_schema where type = 'table' and name = 'migration'") is not null)
            return connection.Query("select number, checksum from migration order by number", row => (row.GetInt32(0), row.GetString(1)));
        if (connection.Scalar("select 1 from sqlite_schema") is not null)
            throw new StoreRefusedException($"{path} is a SQLite file of another program; give another --store.");
        return [];
    }

    private static List<Step> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                using var text = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return new Step(name[Prefix.Length..^".sql".Length], text.ReadToEnd().ReplaceLineEndings("\n"));
            })
            .ToList();
    }

    private sealed record Step(string Name, string Sql)
    {
        public int Number { get; } = int.Parse(Name.AsSpan(0, 4));

        public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));
    }
}
