using System.Diagnostics;
using OrleansTicks.Core;
using Xunit;

namespace OrleansTicks.Storage.Tests;

/// <summary>A node that is killed at any moment leaves a sound file in which the cursor and the rows agree.</summary>
public sealed class KillTests : IDisposable
{
    public static StreamKey Stream => StreamKey.TryParse("feed:test|set:0000aaaa/0", out var key) ? key : throw new FormatException();

    public static Guid Spool => new("7d3f0f3e-57b0-4a9e-9a0b-2f6f3a0c9d11");

    private readonly ScratchFolder _folder = new();

    [Fact]
    public async Task A_killed_writer_leaves_a_sound_file_whose_cursor_counts_its_rows()
    {
        const int Rows = 400;
        var file = _folder.File("ticks.db");
        var random = new Random(20_240_808);
        for (var kill = 0; kill < 12; kill++)
        {
            using var child = SqliteChild.Start("write", file, $"{Rows}");
            var said = await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            var before = long.Parse(said!["begin ".Length..]);
            var answered = before;
            for (var i = random.Next(1, 12); i > 0; i--)
                answered = long.Parse((await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!);
            Spin(TimeSpan.FromMicroseconds(random.Next(6_000)));                          // anywhere inside the next commit
            child.Kill();
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);

            using (var connection = SqliteConnections.OpenReader(file))
                Assert.Equal(["ok"], connection.Query("pragma integrity_check", row => row.GetString(0)));
            await using var store = await SqliteChild.OpenAsync(file);
            var cursor = await store.GetCursorAsync(Spool, TestContext.Current.CancellationToken);
            Assert.True(cursor >= answered, $"batch {answered} was answered, the cursor says {cursor}");
            await using var reader = await SqliteReader.OpenAsync(file, TestContext.Current.CancellationToken);
            var rows = await reader.ReadTicksAsync(1, quotes: false, long.MinValue, long.MaxValue, TestContext.Current.CancellationToken).ToListAsync();
            Assert.Equal(cursor * Rows, rows.Count);
            Assert.Equal((cursor * Rows) - 1, rows[^1].Identity);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static void Spin(TimeSpan time)
    {
        var begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun) < time) Thread.SpinWait(50);
    }
}
