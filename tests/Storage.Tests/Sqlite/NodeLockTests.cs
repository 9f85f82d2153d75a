using OrleansTicks.Core;
using Xunit;

namespace OrleansTicks.Storage.Tests;

/// <summary>One node a file, across processes.</summary>
public sealed class NodeLockTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private string File => _folder.File("ticks.db");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_process_is_refused_with_the_pid_of_the_first()
    {
        using var child = SqliteChild.Start("hold", File);
        try
        {
            Assert.Equal("open", await child.StandardOutput.ReadLineAsync(Cancellation));
            var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => SqliteChild.OpenAsync(File));
            Assert.Contains($"already open by pid {child.Id};", refused.Message, StringComparison.Ordinal);
            Assert.Contains("--store", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            child.StandardInput.Close();
            await child.WaitForExitAsync(Cancellation);
        }

        await using var store = await SqliteChild.OpenAsync(File);
        using var second = SqliteChild.Start("hold", File);
        Assert.Contains($"already open by pid {Environment.ProcessId};", await second.StandardOutput.ReadLineAsync(Cancellation), StringComparison.Ordinal);
        await second.WaitForExitAsync(Cancellation);
        Assert.Equal(1, second.ExitCode);
    }

    [Fact]
    public async Task The_lock_of_a_killed_process_is_free_by_itself()
    {
        using (var child = SqliteChild.Start("hold", File))
        {
            Assert.Equal("open", await child.StandardOutput.ReadLineAsync(Cancellation));
            child.Kill();
            await child.WaitForExitAsync(Cancellation);
        }

        await using var store = await SqliteChild.OpenAsync(File);
        Assert.Equal(0, await store.GetCursorAsync(Guid.NewGuid(), Cancellation));
    }

    [Fact]
    public async Task A_second_store_in_the_same_process_is_refused_too_and_so_is_another_name_of_the_file()
    {
        await using (await SqliteChild.OpenAsync(File))
        {
            await Assert.ThrowsAsync<StoreRefusedException>(() => SqliteChild.OpenAsync(File));
            System.IO.File.CreateSymbolicLink(_folder.File("link.db"), File);
            await Assert.ThrowsAsync<StoreRefusedException>(() => SqliteChild.OpenAsync(_folder.File("link.db")));
        }

        await using (await SqliteChild.OpenAsync(File)) Assert.True(System.IO.File.Exists(File + ".lock"));
    }

    [Fact]
    public async Task A_refused_opening_may_be_repeated_on_the_same_store()
    {
        var first = await SqliteChild.OpenAsync(File);
        await using var second = new SqliteStore(File, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        await Assert.ThrowsAsync<StoreRefusedException>(() => second.OpenAsync(new StoreOpening(Simulated: false), Cancellation));
        Assert.Throws<InvalidOperationException>(() => second.Info);
        await first.DisposeAsync();
        await second.OpenAsync(new StoreOpening(Simulated: false), Cancellation);
        Assert.Equal(File, second.Info.Description["sqlite ".Length..]);
    }

    public void Dispose() => _folder.Dispose();
}
