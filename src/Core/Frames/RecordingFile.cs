using System.Buffers.Binary;

namespace OrleansTicks.Core;

/// <summary>Reads a recording: a header line and blocks. What a killed process left unfinished at the end is not there.</summary>
public static class RecordingFile
{
    public const string Extension = ".frames";

    private const int LongestHeader = 4 << 20;

    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="FormatException">It is no recording; the message says why.</exception>
    public static RecordingHeader ReadHeader(string path)
    {
        using var file = Open(path);
        return Header(file, path);
    }

    /// <summary>All events, in order, to the last whole block.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="FormatException">It is no recording, or damaged in the middle; the message says where.</exception>
    public static IEnumerable<FrameEvent> ReadEvents(string path)
    {
        using var file = Open(path);
        Header(file, path);
        var head = new byte[FrameBlock.HeadSize];
        while (true)
        {
            var at = file.Position;
            if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length) yield break;
            var (length, unpacked) = (BinaryPrimitives.ReadInt32LittleEndian(head), BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(4)));
            if (length is <= 0 or > FrameBlock.Longest || unpacked is <= 0 or > FrameBlock.Longest) throw Damaged(path, at);
            if (file.Length - file.Position < length) yield break;
            var block = new byte[length];
            file.ReadExactly(block);
            if (Checksums.Crc32C(block) != BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(8)))
            {
                // The last block of a machine that lost its power may have room and no bytes.
                if (file.Position == file.Length) yield break;
                throw Damaged(path, at);
            }

            foreach (var one in FrameBlock.Read(block, unpacked)) yield return one;
        }
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);

    private static RecordingHeader Header(FileStream file, string path)
    {
        var line = new List<byte>();
        for (var next = file.ReadByte(); next != '\n'; next = file.ReadByte())
        {
            if (next < 0 || line.Count > LongestHeader) throw new FormatException($"{path} is no recording: it has no first line");
            line.Add((byte)next);
        }

        try
        {
            return RecordingHeader.Parse(line.ToArray());
        }
        catch (FormatException wrong)
        {
            throw new FormatException($"{path} is no recording: {wrong.Message}", wrong);
        }
    }

    private static FormatException Damaged(string path, long at) => new($"{path} is damaged at byte {at}; what lies before it is whole");
}
