using Microsoft.Extensions.Logging;
using OrleansTicks.Core;

namespace OrleansTicks.Embedded;

/// <summary>A feed's list of instruments while a node runs: read at its start, fetched anew once a day outside the sessions, and what has expired leaves the streams.</summary>
/// <param name="feed">Whose.</param>
/// <param name="sources">Where the list is fetched from; none = it is only read.</param>
/// <param name="masters">Where it lies.</param>
/// <param name="hours">When its market trades; null = always.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of changes and failures.</param>
internal sealed partial class MasterKeeper(string feed, IReadOnlyList<string> sources, MasterFolder masters, IMarketHours? hours, TimeProvider time, ILogger<MasterKeeper> logger)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10), Fresh = TimeSpan.FromHours(20);

    private volatile InstrumentMaster? _now;
    private DateTimeOffset _tried;

    /// <summary>The venue's number of an identity; null = it is not listed.</summary>
    public string? CodeOf(string name) => _now?.Named(name)?.Code;

    /// <summary>The identities that a text may mean.</summary>
    public IReadOnlyList<string> Find(string text) => _now is { } master ? [.. master.Find(text, masters.Today).Select(entry => entry.Name)] : [];

    /// <summary>Reads the list, and fetches it first where it is old or missing. A fetch that fails keeps what is there.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        _now ??= masters.Load(feed);
        if (sources.Count == 0 || (_now is { } known && time.GetUtcNow() - known.At < Fresh) || time.GetUtcNow() - _tried < TimeSpan.FromHours(1)) return;
        _tried = time.GetUtcNow();
        try
        {
            var import = await masters.ImportAsync(feed, sources, cancellationToken);
            _now = masters.Load(feed);
            LogImported(feed, import.Instruments, import.Changes.Count, import.Skipped.Values.Sum());
        }
        catch (Exception failure) when (failure is FormatException or IOException)
        {
            LogKept(feed, _now is null ? "there is none" : $"that of {_now.At:u} stays", failure.Message);
        }
    }

    /// <summary>Until the node ends.</summary>
    public async Task RunAsync(IStreamControl streams, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            do
            {
                if (hours?.IsOpen(time.GetUtcNow()) is not true) await LoadAsync(cancellationToken);
                // Made-up names of the simulator look expired; only markets with hours have instruments that are.
                if (hours is not null) await DropExpiredAsync(streams, cancellationToken);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The node ends.
        }
    }

    /// <summary>What expired before today is asked for no longer. The others on its connection are not touched.</summary>
    private async Task DropExpiredAsync(IStreamControl streams, CancellationToken cancellationToken)
    {
        foreach (var group in streams.List().Where(stream => stream.Feed == feed).Select(stream => stream.Key.Group.Text).Distinct().ToList())
        {
            var expired = streams.Carried(group).SelectMany(stream => stream.Instruments).Select(instrument => instrument.Name).Where(IsExpired).Distinct(StringComparer.Ordinal).ToList();
            if (expired.Count == 0) continue;
            try
            {
                await streams.EditAsync(group, [], expired, cancellationToken);
                LogExpired(group, expired.Count, string.Join(", ", expired.Take(5)));
            }
            catch (Exception later) when (later is StoreException or StartRefusedException)
            {
                LogNotDropped(group, later.Message);
            }
        }
    }

    private bool IsExpired(string name)
    {
        if (_now?.Named(name) is { } listed) return listed.Expiry < masters.Today;
        try
        {
            // The name alone says a day, or a month, which then is over with its last one.
            return InstrumentName.Parse(name).Expiry is { } said && (said.Length == 7
                ? DateOnly.ParseExact(said, "yyyy-MM").AddMonths(1) <= masters.Today
                : DateOnly.ParseExact(said, "yyyy-MM-dd") < masters.Today);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Information, "The list of instruments of {Feed} has {Count}, {Changes} changes, {Skipped} lines that could not be read")]
    private partial void LogImported(string feed, int count, int changes, int skipped);

    [LoggerMessage(LogLevel.Warning, "No new list of instruments of {Feed}, {Kept}: {Problem}")]
    private partial void LogKept(string feed, string kept, string problem);

    [LoggerMessage(LogLevel.Information, "{Group} carries {Count} expired instruments no longer: {Names}")]
    private partial void LogExpired(string group, int count, string names);

    [LoggerMessage(LogLevel.Warning, "What expired in {Group} is still carried: {Problem}")]
    private partial void LogNotDropped(string group, string problem);
}
