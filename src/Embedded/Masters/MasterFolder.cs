using System.Text.Json;
using OrleansTicks.Core;
using OrleansTicks.Feeds;

namespace OrleansTicks.Embedded;

/// <summary>The lists of instruments of venues, a file each in the data folder, with the one before beside it.</summary>
public sealed class MasterFolder(string folder, TimeProvider time)
{
    /// <summary>Longest list that is fetched, bytes.</summary>
    private const long Longest = 512 << 20;

    /// <summary>India's clock: the only one of the venues whose instruments expire.</summary>
    private static readonly TimeSpan Mumbai = TimeSpan.FromMinutes(330);

    private readonly string _folder = Path.Combine(folder, "masters");

    /// <summary>The market's date.</summary>
    public DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().ToOffset(Mumbai).DateTime);

    /// <summary>The list of a feed; null = none was imported.</summary>
    /// <exception cref="IOException">It cannot be read; the message says what to do.</exception>
    public InstrumentMaster? Load(string feed) => Read(PathOf(feed)) is { } document ? new InstrumentMaster(document.Entries, document.At) : null;

    /// <summary>What changed with the last import; null = fewer than two were made.</summary>
    /// <exception cref="IOException">A list cannot be read.</exception>
    public IReadOnlyList<MasterChange>? Diff(string feed) =>
        Read(PathOf(feed)) is { } now && Read(BeforeOf(feed)) is { } before ? MasterChange.Between(before.Entries, now.Entries, DateOnly.FromDateTime(now.At.ToOffset(Mumbai).DateTime)) : null;

    /// <summary>Reads a venue's list, in one or several files or addresses, and puts it in the place of the one before.</summary>
    /// <param name="feed">Whose.</param>
    /// <param name="sources">Paths, or addresses that begin with <c>http://</c> or <c>https://</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FormatException">It is no list of that venue, or has less than half of what the one before had; that one stays.</exception>
    /// <exception cref="IOException">A source cannot be read; the list before stays.</exception>
    public async Task<MasterImport> ImportAsync(string feed, IReadOnlyList<string> sources, CancellationToken cancellationToken)
    {
        var entries = new Dictionary<string, MasterEntry>(StringComparer.OrdinalIgnoreCase);
        var skipped = new Dictionary<string, int>();
        foreach (var source in sources)
        {
            var read = await ReadSourceAsync(feed, source, cancellationToken);
            foreach (var entry in read.Entries) entries.TryAdd(entry.Name, entry);
            foreach (var (why, count) in read.Skipped) skipped[why] = skipped.GetValueOrDefault(why) + count;
        }

        if (entries.Count == 0) throw new FormatException($"no instrument could be read from {Shown(sources)}; the list of {feed} stays as it was");
        var before = Read(PathOf(feed));
        if (before is not null && entries.Count < before.Entries.Count / 2)
            throw new FormatException($"{Shown(sources)} has {entries.Count} instruments where the list before has {before.Entries.Count}: taken for a download that broke off. The list of {before.At:u} stays");
        var document = new MasterDocument(feed, time.GetUtcNow(), Shown(sources), [.. entries.Values.OrderBy(entry => entry.Name, StringComparer.Ordinal)]);
        Save(feed, document, before is not null);
        return new MasterImport(feed, entries.Count, skipped, before is null ? [] : MasterChange.Between(before.Entries, document.Entries, Today));
    }

    private static string Shown(IEnumerable<string> sources) => string.Join(", ", sources.Select(source => Uri.TryCreate(source, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url!.GetLeftPart(UriPartial.Path) : source));

    private static async Task<MasterRead> ReadSourceAsync(string feed, string source, CancellationToken cancellationToken)
    {
        try
        {
            if (!source.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !source.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            {
                await using var file = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read);
                return MasterReader.Read(feed, file);
            }

            using var http = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = System.Net.DecompressionMethods.All, ConnectTimeout = TimeSpan.FromSeconds(10) }) { Timeout = TimeSpan.FromMinutes(2), MaxResponseContentBufferSize = Longest };
            using var answer = await http.GetAsync(new Uri(source), cancellationToken);
            if (!answer.IsSuccessStatusCode) throw new IOException($"{Shown([source])} answered {(int)answer.StatusCode}");
            await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            return MasterReader.Read(feed, body);
        }
        catch (FormatException wrong)
        {
            throw new FormatException($"{Shown([source])}: {wrong.Message}", wrong);
        }
        catch (Exception away) when (away is HttpRequestException or UnauthorizedAccessException || (away is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new IOException($"{Shown([source])} cannot be read: {away.Message}", away);
        }
        catch (InvalidDataException damaged)
        {
            throw new FormatException($"{Shown([source])} is damaged: {damaged.Message}", damaged);
        }
    }

    private string PathOf(string feed) => Path.Combine(_folder, $"{feed}.json");

    private string BeforeOf(string feed) => Path.Combine(_folder, $"{feed}.before.json");

    private static MasterDocument? Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return JsonSerializer.Deserialize(file, MasterJson.Default.MasterDocument);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException damaged)
        {
            throw new IOException($"{path} is damaged; delete it and import the list anew with `ticks instruments import`", damaged);
        }
    }

    /// <summary>A rename makes it whole or not at all.</summary>
    private void Save(string feed, MasterDocument document, bool keeps)
    {
        Directory.CreateDirectory(_folder);
        var temporary = $"{PathOf(feed)}.{Guid.NewGuid():N}";
        using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, document, MasterJson.Default.MasterDocument);
            file.Flush(flushToDisk: true);
        }

        if (keeps) File.Copy(PathOf(feed), BeforeOf(feed), overwrite: true);
        File.Move(temporary, PathOf(feed), overwrite: true);
    }
}
