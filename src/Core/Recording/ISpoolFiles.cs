namespace OrleansTicks.Core;

/// <summary>The few things a spool asks of a file system, so that tests can lose what was not flushed.</summary>
public interface ISpoolFiles
{
    /// <summary>Names of the files in the folder, in ordinal order; none when there is no folder.</summary>
    IReadOnlyList<string> List();

    byte[] ReadAll(string name);

    /// <summary>Makes a new, empty file that stays readable under its name.</summary>
    ISpoolFile Create(string name);

    /// <summary>Reads <paramref name="buffer"/> full from <paramref name="offset"/>.</summary>
    /// <returns>Bytes read; fewer than asked at the end of the file.</returns>
    int Read(string name, long offset, Span<byte> buffer);

    void Rename(string name, string newName);

    void Delete(string name);
}
