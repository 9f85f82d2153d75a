using System.Runtime.InteropServices;
using OrleansTicks.Core;
using Xunit;

namespace OrleansTicks.Storage.Tests;

/// <summary>A full disk, for real: a small file system of the test's own, for which it must be root on Linux.</summary>
public sealed partial class DiskFullTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_refuses_and_commits_go_on_once_there_is_room()
    {
        var folder = Directory.CreateTempSubdirectory("ticks-full-").FullName;
        Assert.SkipUnless(OperatingSystem.IsLinux() && Mount("tmpfs", folder, "tmpfs", 0, "size=6m") == 0, "needs root on Linux, to mount a small file system");
        try
        {
            var ballast = Path.Combine(folder, "ballast");
            await File.WriteAllBytesAsync(ballast, new byte[3 << 20], Cancellation);
            var file = Path.Combine(folder, "ticks.db");
            await using (var store = await SqliteChild.OpenAsync(file))
            {
                var instrument = (await store.RegisterInstrumentsAsync(["A:X"], Cancellation))[0].Id;
                var epoch = await store.OpenEpochAsync(KillTests.Stream, Cancellation);
                var sequence = 0;
                StoreException? full = null;
                while (full is null && sequence < 200) full = await TryAsync(++sequence);
                Assert.NotNull(full);
                Assert.Equal("53100", full.SqlState);
                Assert.Equal(StoreVerdict.TryAgain, StoreFaults.Judge(full.SqlState));
                Assert.Equal(sequence - 1, await store.GetCursorAsync(KillTests.Spool, Cancellation));
                Assert.Equal("53100", (await TryAsync(sequence))!.SqlState);              // and again, until there is room

                File.Delete(ballast);
                Assert.Null(await TryAsync(sequence));
                Assert.Null(await TryAsync(++sequence));
                await using var reader = await SqliteReader.OpenAsync(file, Cancellation);
                var rows = await reader.ReadTicksAsync(instrument, quotes: false, 0, long.MaxValue, Cancellation).ToListAsync();
                Assert.Equal(Enumerable.Range(0, sequence * 1_000).Select(i => (long)i), rows.Select(row => row.Identity));

                async Task<StoreException?> TryAsync(int number)
                {
                    try
                    {
                        var rows = Enumerable.Range((number - 1) * 1_000, 1_000).Select(i => Made.Trade(instrument, i));
                        Assert.Equal(1_000, (await store.CommitAsync(Made.Batch(KillTests.Spool, number, epoch, rows), Cancellation)).Inserted);
                        return null;
                    }
                    catch (StoreException e)
                    {
                        return e;
                    }
                }
            }

            using var connection = SqliteConnections.OpenReader(file);
            Assert.Equal("ok", connection.Scalar("pragma integrity_check"));
            Microsoft.Data.Sqlite.SqliteConnection.ClearPool(connection);
        }
        finally
        {
            Unmount(folder, detach: 2);
            Directory.Delete(folder);
        }
    }

    [LibraryImport("libc", EntryPoint = "mount", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string type, nuint flags, string options);

    [LibraryImport("libc", EntryPoint = "umount2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int detach);
}
