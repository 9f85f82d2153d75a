using System.Text;

namespace OrleansTicks.Core;

/// <summary>What is to be replayed: files of one stream, in the order of their beginnings.</summary>
public sealed class Replay
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="files">Paths; at least one.</param>
    /// <param name="speed">How many times as fast as it was; null = as fast as it goes.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="IOException">One cannot be read.</exception>
    /// <exception cref="FormatException">One is no recording, or they are of different streams.</exception>
    public Replay(IReadOnlyList<string> files, double? speed, TimeProvider time)
    {
        var headers = files.Select(path => (Path: path, Header: RecordingFile.ReadHeader(path))).OrderBy(file => file.Header.Began).ToList();
        Header = headers[0].Header;
        foreach (var (path, header) in headers)
        {
            if (header.Stream != Header.Stream || header.Feed != Header.Feed || header.Mode != Header.Mode)
                throw new FormatException($"{path} is of {header.Stream} ({header.Feed}, {header.Mode}), and {headers[0].Path} of {Header.Stream} ({Header.Feed}, {Header.Mode}); replay one stream at a time");
        }

        (Files, Speed, Time) = ([.. headers.Select(file => file.Path)], speed, new ReplayTime(time));
        Codes = headers.SelectMany(file => file.Header.Codes ?? new Dictionary<string, string>()).GroupBy(code => code.Key).ToDictionary(code => code.Key, code => code.Last().Value);
        var carried = Files.SelectMany(RecordingFile.ReadEvents).Where(one => one.Kind is FrameEventKind.Carries).SelectMany(one => Encoding.UTF8.GetString(one.Bytes.Span).Split('\n'));
        Instruments = [.. headers.SelectMany(file => file.Header.Instruments).Concat(carried).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Of the first file.</summary>
    public RecordingHeader Header { get; }

    /// <summary>In the order of their beginnings.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Null = as fast as it goes.</summary>
    public double? Speed { get; }

    /// <summary>What time it is in the recording.</summary>
    public ReplayTime Time { get; }

    /// <summary>Everything that was carried at some time.</summary>
    public IReadOnlyList<string> Instruments { get; }

    /// <summary>The venue's own numbers of instruments.</summary>
    public IReadOnlyDictionary<string, string> Codes { get; }

    /// <summary>Completes when everything was read and handed on.</summary>
    public Task Ended => _ended.Task;

    internal void End() => _ended.TrySetResult();
}
