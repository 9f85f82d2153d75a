namespace OrleansTicks.Core;

/// <summary>A file that is appended to.</summary>
public interface ISpoolFile : IDisposable
{
    void Append(ReadOnlySpan<byte> bytes);

    /// <summary>Returns when all that was appended survives a power cut. A failure is final for this file.</summary>
    void Flush();
}
