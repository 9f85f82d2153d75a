using System.Text.Json;
using Microsoft.Extensions.Logging;
using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>Looks at the newest quotes four times a second and at the board once a second, while anybody listens: once for all of them, and each change is written as JSON once.</summary>
/// <remarks>It reads what the streams publish anyway and waits for nobody, so listeners cost ingest nothing but these reads.</remarks>
internal sealed class LiveCollector
{
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BoardPeriod = TimeSpan.FromSeconds(1);
    private readonly ApiSource _source;
    private readonly TimeProvider _time;
    private readonly SharedLoop _loop;
    private readonly Newest<LiveRound> _rounds = new();
    private Dictionary<int, QuoteRow> _rows = [];
    private SymbolIndex _names = new([]);
    private long _round;
    private long _boardRound;
    private long? _boardAt;
    private ReadOnlyMemory<byte> _board;

    private readonly PeerQuotes _peers;

    public LiveCollector(ApiSource source, PeerQuotes peers, TimeProvider time, ILogger<LiveCollector> logger)
    {
        (_source, _peers, _time) = (source, peers, time);
        _loop = new SharedLoop(Period, StepAsync, () => ValueTask.CompletedTask, time, logger);
    }

    /// <summary>Rounds from now on, the first of them at once or within a period. A listener that is late gets the newest only.</summary>
    public async IAsyncEnumerable<LiveRound> ListenAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = _rounds.Version;                                    // an older round may be from long ago
        using var listening = _loop.Listen();
        while (true)
        {
            (seen, var round) = await _rounds.AfterAsync(seen, cancellationToken);
            yield return round;
        }
    }

    private Task StepAsync(CancellationToken cancellationToken)
    {
        _round++;
        var now = _time.GetUtcNow();
        var rows = new Dictionary<int, QuoteRow>(_rows.Count);
        foreach (var latest in _source.Streams.Latest())
        {
            if (latest.Trade is null && latest.Quote is null) continue;
            var mark = QuoteRow.MarkOf(latest);
            rows[latest.Instrument.Id] = Row(latest.Instrument, mark, true, () => LiveQuote.Of(latest));
        }

        foreach (var peer in _peers.Newest().Values)
        {
            // What an earlier owner still has in memory is older than what the stream's owner says.
            if (rows.TryGetValue(peer.Instrument.Id, out var own) && own.Mark.Received >= peer.Received) continue;
            rows[peer.Instrument.Id] = Row(peer.Instrument, peer.Mark, false, () => peer.Quote);
        }

        var ordered = rows.Values.OrderBy(row => row.Instrument.Name, StringComparer.Ordinal).ToList();
        if (rows.Count != _rows.Count || rows.Keys.Any(id => !_rows.ContainsKey(id))) _names = new SymbolIndex([.. ordered.Select(row => row.Instrument)]);
        _rows = rows;
        if (_boardAt is not { } at || _time.GetElapsedTime(at) >= BoardPeriod)
        {
            _board = JsonSerializer.SerializeToUtf8Bytes(NodeBoard.Of(_source, now), ApiJson.Default.NodeBoard);
            (_boardAt, _boardRound) = (_time.GetTimestamp(), _round);
        }

        _rounds.Put(new LiveRound(_round, TickTime.Format(TickTime.FromDateTimeOffset(now), 0, 3), _names, ordered, _boardRound, _board));
        return Task.CompletedTask;
    }

    /// <summary>The row of the round before where nothing changed; else a new one, written as JSON once for all listeners.</summary>
    private QuoteRow Row(Instrument instrument, QuoteRow.State mark, bool isLocal, Func<LiveQuote> quote) =>
        _rows.TryGetValue(instrument.Id, out var row) && row.Mark == mark && row.IsLocal == isLocal
            ? row
            : new QuoteRow(instrument, _round, mark, JsonSerializer.SerializeToUtf8Bytes(quote(), ApiJson.Default.LiveQuote), isLocal);
}
