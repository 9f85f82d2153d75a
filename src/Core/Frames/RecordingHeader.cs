using System.Text.Json;

namespace OrleansTicks.Core;

/// <summary>The first line of a recording: what it is of. Holds no address and no secret.</summary>
public sealed record RecordingHeader
{
    /// <summary>Of this version; a reader refuses others.</summary>
    public const int Current = 1;

    public int Version { get; init; } = Current;

    public required string Feed { get; init; }

    public required string Mode { get; init; }

    /// <summary>The stream's key.</summary>
    public required string Stream { get; init; }

    /// <summary>Full identities of what it carried when the file was begun.</summary>
    public required IReadOnlyList<string> Instruments { get; init; }

    /// <summary>When the file was begun.</summary>
    public required DateTimeOffset Began { get; init; }

    /// <summary>The venue's own numbers of instruments, where its frames name nothing else.</summary>
    public IReadOnlyDictionary<string, string>? Codes { get; init; }

    public byte[] ToLine() => [.. JsonSerializer.SerializeToUtf8Bytes(this, HeaderJson.Default.RecordingHeader), (byte)'\n'];

    /// <exception cref="FormatException">It is none.</exception>
    public static RecordingHeader Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            var header = JsonSerializer.Deserialize(line, HeaderJson.Default.RecordingHeader) ?? throw new FormatException("its first line is no header");
            return header.Version == Current ? header : throw new FormatException($"it is of version {header.Version}, and this program reads version {Current}");
        }
        catch (JsonException wrong)
        {
            throw new FormatException("its first line is no header", wrong);
        }
    }
}
