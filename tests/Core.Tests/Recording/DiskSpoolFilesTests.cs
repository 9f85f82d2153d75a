using OrleansTicks.Core;

namespace OrleansTicks.Core.Tests.Recording;

public class DiskSpoolFilesTests
{
    [Fact]
    public void A_flush_that_the_system_refuses_is_an_error()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "asks a device of Unix that cannot be flushed");
        using var device = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Write);
        RandomAccess.FlushToDisk(device);                        // keeps it to itself: so the spool must not use it
        var failure = Assert.Throws<IOException>(() => DiskSpoolFiles.Flush(device));
        Assert.Contains("could not be flushed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flush_of_a_file_succeeds()
    {
        var path = Path.GetTempFileName();
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
            RandomAccess.Write(file, "ticks"u8, 0);
            DiskSpoolFiles.Flush(file);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
