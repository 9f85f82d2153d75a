using Microsoft.Data.Sqlite;

namespace OrleansTicks.Storage.Tests;

/// <summary>A folder of a test's own, deleted with all that is in it.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("ticks-sqlite-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        foreach (var file in Directory.GetFiles(Path, "*.db"))
        {
            using var connection = SqliteConnections.Reader(file);
            SqliteConnection.ClearPool(connection);
        }

        Directory.Delete(Path, recursive: true);
    }
}
