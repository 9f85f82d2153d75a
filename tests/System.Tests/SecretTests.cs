using System.Text;
using Npgsql;

namespace OrleansTicks.System.Tests;

/// <summary>Secrets of a feed's address and of a database's login show up nowhere.</summary>
public sealed class SecretTests
{
    /// <summary>As they are, and as a header would carry them.</summary>
    private static readonly string[] Secrets = ["canary-1", "canary-2", "canary-3", Convert.ToBase64String(Encoding.UTF8.GetBytes("user:canary-1"))];

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task A_secret_given_by_file_appears_nowhere(string kind)
    {
        using var folder = new Folder();
        await using var store = await Rig.StartAsync(kind, folder);
        if (store is PostgresRig) await File.WriteAllTextAsync(folder["postgres.txt"], await File.ReadAllTextAsync(folder["postgres.txt"]) + ";Password=canary-3");
        var exchange = await Exchange.StartAsync(folder.Root, ["--symbols", "BTCUSDT,ETHUSDT", "--rate", "500", "--fault", "frame=200,conn=0,do=refuse:401", "--fault", "frame=200,conn=0,do=cut"]);
        var seen = new Dictionary<string, string>();
        try
        {
            await File.WriteAllTextAsync(folder["url"], exchange.Url.Replace("ws://", "ws://user:canary-1@", StringComparison.Ordinal) + "/?token=canary-2");
            await using var node = Node.Start([.. store.Record(folder, $"@{folder["url"]}", "BTCUSDT,ETHUSDT"), "--loglevel", "trace", "--monitor-interval", "500ms"]);
            await node.StreamsAsync("it was refused once and came back", list => list.Streams is [{ Connected: true, Accepted: > 300 }]);
            await exchange.DisposeAsync();   // every error that a lost and unreachable venue brings
            await node.StreamsAsync("it tries in vain", list => list.Streams is [{ Connected: false, RetryAt: not null }]);
            foreach (var path in new[] { "/api/v1/streams", "/api/v1/totals", "/api/v1/quotes", "/api/v1/gaps", "/metrics", "/readyz", "/livez" }) seen[path] = (await node.TextAsync(path)).Body;
            seen["/api/v1/streams/KEY"] = (await node.TextAsync($"/api/v1/streams/{Uri.EscapeDataString((await node.StreamsAsync()).Streams[0].Group)}")).Body;
            seen["cmdline"] = await File.ReadAllTextAsync($"/proc/{node.Process.Id}/cmdline");
            await node.Process.KillAsync();   // leaves its spool behind, where there is one
            (seen["stdout"], seen["stderr"]) = (string.Join('\n', node.Process.Out), string.Join('\n', node.Process.Error));
        }
        finally
        {
            await exchange.DisposeAsync();
        }

        foreach (var file in Directory.EnumerateFiles(folder.Root, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) is not ("url" or "postgres.txt")))
            seen[file] = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
        if (store is PostgresRig postgres) seen["database"] = await DumpAsync(postgres);

        var database = seen.Where(place => store is PostgresRig ? place.Key == "database" : Path.GetFileName(place.Key).StartsWith("ticks.db", StringComparison.Ordinal));
        Assert.Contains(database, place => place.Value.Contains("BTCUSDT", StringComparison.Ordinal));   // so we did look where the data are
        Assert.Contains("401", seen["stderr"], StringComparison.Ordinal);
        Assert.Empty(seen.Where(place => Secrets.Any(secret => place.Value.Contains(secret, StringComparison.OrdinalIgnoreCase))).Select(place => place.Key));
    }

    /// <summary>Every row of every table of ours, as text.</summary>
    private static async Task<string> DumpAsync(PostgresRig store)
    {
        await using var source = NpgsqlDataSource.Create($"{store.Server.ConnectionString};Pooling=false".Replace("Database=postgres", "Database=market", StringComparison.Ordinal));
        var text = new StringBuilder();
        foreach (var table in await ColumnAsync(source, "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = 'ticks'"))
            text.AppendJoin('\n', await ColumnAsync(source, $"select t::text from {table} t"));
        return text.ToString();
    }

    private static async Task<List<string>> ColumnAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync()) values.Add(reader.GetString(0));
        return values;
    }
}
