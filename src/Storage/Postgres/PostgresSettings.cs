using System.Data.Common;
using System.IO;
using Npgsql;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Where a PostgreSQL store lies and how to get in.</summary>
/// <remarks>Never shows a password: <see cref="Description"/> and <see cref="ToString"/> are for people.</remarks>
public sealed class PostgresSettings
{
    /// <summary>What a store's text begins with.</summary>
    public const string Prefix = "postgres:";

    private const string Forms =
        "write key=value pairs (Host=db.example;Database=market;Username=me;Password=…) or a URL (postgresql://me:…@db.example:5432/market)";

    private readonly NpgsqlConnectionStringBuilder _connection;

    private PostgresSettings(NpgsqlConnectionStringBuilder connection) => _connection = connection;

    /// <summary>For people, without secrets: <c>postgres db.example:5432/market</c>.</summary>
    public string Description => $"postgres {_connection.Host}:{_connection.Port}/{_connection.Database ?? _connection.Username ?? "postgres"}";

    public override string ToString() => Description;

    /// <summary>Reads <c>postgres:@FILE</c> (one line; there a password is allowed) or <c>postgres:</c> and the connection text itself.</summary>
    /// <param name="spec">The store as the operator named it.</param>
    /// <param name="secret">The text came from where others do not see it (<c>$TICKS_STORE</c>), so it may hold a password.</param>
    /// <exception cref="StoreRefusedException">
    /// It is none, its file cannot be read, or it shows a password to everybody; the message says what would do.
    /// </exception>
    public static PostgresSettings Parse(string spec, bool secret)
    {
        // postgres://… is a whole URL of its own, not a prefix and a text.
        var prefixed = spec.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && !spec.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase);
        var text = prefixed ? spec[Prefix.Length..] : spec;
        var where = "the text after postgres:";
        if (text.StartsWith('@'))
        {
            where = text[1..];
            text = ReadLine(where);
            secret = true;
        }

        var settings = FromText(text, where);
        if (settings._connection.Password is not null && !secret)
        {
            throw new StoreRefusedException(
                "A password in the command line is visible to everybody on this machine; put the text into a file and say postgres:@FILE, "
                + "or into $TICKS_STORE, or use a PGPASSFILE.");
        }

        return settings;
    }

    /// <summary>A source of connections with a small budget of its own: <paramref name="connections"/> at most, unless the text says otherwise.</summary>
    internal NpgsqlDataSource CreateDataSource(int connections, string? searchPath = null)
    {
        // The driver's own builder answers yes for every key that it knows; a plain one tells which stand in the text.
        var given = new DbConnectionStringBuilder { ConnectionString = _connection.ConnectionString };
        var connection = new NpgsqlConnectionStringBuilder(_connection.ConnectionString)
        {
            PersistSecurityInfo = false,
            IncludeErrorDetail = false,          // details quote rows and parameters
            Enlist = false,
            // No connection keeps anything in its session. With the reset, which the driver puts before the next command, a command that is called off while the
            // reset is read is called off by a blocking read on the sockets' thread, where completions run inline: nothing of the process would be read for seconds.
            NoResetOnClose = true,
            ApplicationName = _connection.ApplicationName ?? "orleansticks",
        };
        if (searchPath is not null) connection.SearchPath = searchPath;
        Default("Maximum Pool Size", connections);
        Default("Command Timeout", 10);
        Default("Timeout", 5);
        Default("Write Buffer Size", 64 << 10);  // a full batch is some 400 KB: fewer, larger writes
        return NpgsqlDataSource.Create(connection);

        void Default(string key, int value)
        {
            if (!given.ContainsKey(key)) connection[key] = value;
        }
    }

    private static string ReadLine(string file)
    {
        try
        {
            var lines = File.ReadAllLines(file).Where(line => !string.IsNullOrWhiteSpace(line)).ToList();
            return lines.Count == 1 ? lines[0].Trim() : throw new StoreRefusedException($"{file} must hold one line: {Forms}.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreRefusedException($"{file} cannot be read ({error.GetType().Name}); postgres:@FILE names a file of one line.", error);
        }
    }

    /// <summary>Messages never quote the text: any part of it may be the password.</summary>
    private static PostgresSettings FromText(string text, string where)
    {
        var connection = new NpgsqlConnectionStringBuilder();
        try
        {
            if (text.Contains("://", StringComparison.Ordinal))
            {
                foreach (var (key, value) in PostgresUrl.Read(text)) connection[key] = value;
            }
            else
            {
                connection.ConnectionString = text;
            }
        }
        catch (Exception error) when (error is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException or OverflowException)
        {
            throw new StoreRefusedException($"What {where} holds is no connection text of PostgreSQL; {Forms}.");
        }

        if (string.IsNullOrWhiteSpace(connection.Host)) throw new StoreRefusedException($"What {where} holds names no host; {Forms}.");
        return new PostgresSettings(connection);
    }
}
