using System.Buffers.Binary;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansTicks.Core;

namespace OrleansTicks.Core.Tests.Frames;

/// <summary>Recordings on a real disk: what is written is read again, whole blocks only, and what the disk is too slow for is told.</summary>
public sealed class FrameRecordingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ticks-frames-").FullName;

    private static RecordingHeader Header => new() { Feed = "fake", Mode = "quote", Stream = "type:a|ids:1/0", Instruments = ["FAKE:A"], Began = DateTimeOffset.UnixEpoch };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_came_is_there_again_in_order_with_its_times()
    {
        await using (var recording = Recording())
        {
            recording.Tell(FrameEventKind.Connected, 1_000);
            recording.Frames(Batch("one", "two"), 2_000);
            recording.Frames(Batch("three"), 1_500);                             // a clock that was set back
            recording.Tell(FrameEventKind.Disconnected, 3_000, [(byte)Reason.Stall]);
        }

        var file = Assert.Single(Files());
        Assert.Equal(("fake", "type:a|ids:1/0"), (RecordingFile.ReadHeader(file).Feed, RecordingFile.ReadHeader(file).Stream));
        Assert.Equal(
            [(FrameEventKind.Connected, 1_000, ""), (FrameEventKind.Text, 2_000, "one"), (FrameEventKind.Binary, 2_000, "two"), (FrameEventKind.Text, 1_500, "three"), (FrameEventKind.Disconnected, 3_000, "\u0003")],
            RecordingFile.ReadEvents(file).Select(one => (one.Kind, one.At, Encoding.UTF8.GetString(one.Bytes.Span))));
    }

    [Fact]
    public async Task Cut_anywhere_it_is_read_to_its_last_whole_block_and_a_damaged_block_is_named()
    {
        for (var i = 0; i < 3; i++)
        {
            await using var recording = Recording();
            recording.Frames(Batch($"block {i}"), i);
        }

        // Three files of one block each, put behind one another as one.
        var files = Files().Order(StringComparer.Ordinal).ToList();
        var head = Array.IndexOf(File.ReadAllBytes(files[0]), (byte)'\n') + 1;
        var bytes = File.ReadAllBytes(files[0]).Concat(files.Skip(1).SelectMany(file => File.ReadAllBytes(file).Skip(Array.IndexOf(File.ReadAllBytes(file), (byte)'\n') + 1))).ToArray();
        var blocks = new List<int> { head };
        while (blocks[^1] < bytes.Length) blocks.Add(blocks[^1] + 12 + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(blocks[^1])));
        var path = Path.Combine(_folder, "cut");
        for (var length = head; length <= bytes.Length; length++)
        {
            File.WriteAllBytes(path, bytes[..length]);
            Assert.Equal(blocks.Count(end => end <= length) - 1, RecordingFile.ReadEvents(path).Count());
        }

        bytes[blocks[0] + 14] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Contains($"damaged at byte {blocks[0]}", Assert.Throws<FormatException>(() => RecordingFile.ReadEvents(path).Count()).Message, StringComparison.Ordinal);
        File.WriteAllBytes(path, bytes[..(head - 1)]);
        Assert.Throws<FormatException>(() => RecordingFile.ReadHeader(path));
    }

    [Fact]
    public async Task A_new_file_goes_on_where_the_one_before_ended()
    {
        await using (var recording = Recording(maxBytes: 1 << 16))
        {
            var random = new Random(1);
            var noise = new byte[100_000];
            recording.Tell(FrameEventKind.Connected, 0);
            for (var i = 0; i < 3; i++)
            {
                random.NextBytes(noise);
                recording.Frames(Batch(Convert.ToBase64String(noise)), i);
                while (Files().Sum(file => new FileInfo(file).Length) < (i + 1) * 100_000) await Task.Yield();
            }
        }

        var files = Files().Order(StringComparer.Ordinal).ToList();
        Assert.Equal(3, files.Count);
        Assert.Equal(
            [[FrameEventKind.Connected, FrameEventKind.Text], [FrameEventKind.Continued, FrameEventKind.Text], [FrameEventKind.Continued, FrameEventKind.Text]],
            files.Select(file => RecordingFile.ReadEvents(file).Select(one => one.Kind).ToArray()));
    }

    [Fact]
    public async Task What_does_not_fit_is_left_out_and_told()
    {
        // A file stands where the folder should be: the disk takes nothing, until it is gone.
        var blocked = Path.Combine(_folder, FrameRecording.FolderOf(Header.Stream));
        await File.WriteAllTextAsync(blocked, "", TestContext.Current.CancellationToken);
        await using (var recording = Recording(maxWaiting: 1 << 16))
        {
            recording.Frames(Batch("lost with its block"), 1);
            while (recording.Lost == 0) await Task.Yield();
            File.Delete(blocked);
            while (Files().Count == 0)
            {
                recording.Frames(Batch("kept"), 2);
                await Task.Yield();
            }
        }

        var events = RecordingFile.ReadEvents(Files()[0]).ToList();
        Assert.Equal(FrameEventKind.Lost, events[0].Kind);
        Assert.True(BinaryPrimitives.ReadInt64LittleEndian(events[0].Bytes.Span) >= 1);
        Assert.Equal("kept", Encoding.UTF8.GetString(events[1].Bytes.Span));
    }

    private FrameRecording Recording(long maxBytes = 64 << 20, int maxWaiting = 16 << 20) => new(
        new RecorderOptions { Directory = _folder, MaxBytes = maxBytes, MaxWaiting = maxWaiting, Flush = TimeSpan.FromMilliseconds(5) }, () => Header, TimeProvider.System, NullLogger.Instance);

    private List<string> Files() => [.. Directory.EnumerateFiles(_folder, "*.frames", SearchOption.AllDirectories)];

    private static FrameBatch Batch(params string[] frames)
    {
        var batch = new FrameBatch { Buffer = [.. frames.SelectMany(Encoding.UTF8.GetBytes)] };
        var at = 0;
        foreach (var (i, frame) in frames.Index())
        {
            batch.Add(at, Encoding.UTF8.GetByteCount(frame), binary: i == 1);
            at += Encoding.UTF8.GetByteCount(frame);
        }

        return batch;
    }
}
