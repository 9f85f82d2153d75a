using Npgsql;

namespace OrleansTicks.Storage;

/// <summary>Small calls on a pooled connection, with errors translated.</summary>
internal sealed class PostgresCalls(NpgsqlDataSource source)
{
    /// <summary>All rows of a statement; its parameters stand as $1, $2, ….</summary>
    public Task<List<T>> ListAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params NpgsqlParameter[] parameters) =>
        GuardAsync(async () =>
        {
            await using var command = source.CreateCommand(sql);
            foreach (var parameter in parameters) command.Parameters.Add(parameter);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellationToken)) rows.Add(read(reader));
            return rows;
        });

    /// <summary>The one value of a statement, or the default where it has no row or a null.</summary>
    public async Task<T?> ScalarAsync<T>(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        var rows = await ListAsync(sql, row => row.IsDBNull(0) ? default : row.GetFieldValue<T>(0), cancellationToken, parameters);
        return rows.Count == 0 ? default : rows[0];
    }

    public static async Task<T> GuardAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception error) when (PostgresErrors.IsStoreError(error))
        {
            throw PostgresErrors.Translate(error);
        }
    }

    public static NpgsqlParameter Of<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };
}
