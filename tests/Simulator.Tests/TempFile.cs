namespace OrleansTicks.Simulator.Tests;

/// <summary>A file's name of its own, and no file behind it afterwards.</summary>
internal sealed class TempFile(string extension = ".ndjson") : IDisposable
{
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"ticks-sim-{Guid.NewGuid():N}{extension}");

    public void Dispose() => File.Delete(Path);
}
