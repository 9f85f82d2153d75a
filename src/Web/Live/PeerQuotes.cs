using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>The newest quotes of the other nodes. While anybody asks for quotes here, one stream from each other node brings what changed there, at most four times a second.</summary>
/// <remarks>One stream per pair of nodes, however many clients and symbols there are. A node that cannot be reached is tried again every second; its quotes stay as they were.</remarks>
internal sealed partial class PeerQuotes : IDisposable
{
    /// <summary>What it asks the other nodes for: their own books only, or two nodes would ask each other for ever.</summary>
    public const string Path = TicksApi.Root + "/stream/quotes";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Func<IReadOnlyList<NodeStatus>> _nodes;
    private readonly Func<string?> _secret;
    private readonly TimeProvider _time;
    private readonly ILogger<PeerQuotes> _logger;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(1) }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly ConcurrentDictionary<Guid, Peer> _peers = new();
    private readonly SharedLoop _loop;

    public PeerQuotes(ApiSource source, TimeProvider time, ILogger<PeerQuotes> logger)
    {
        (_nodes, _secret, _time, _logger) = (source.Streams.Nodes, source.NodeSecret, time, logger);
        _loop = new SharedLoop(Pause, FollowAsync, EndAsync, time, logger);
    }

    /// <summary>The newest of every instrument that another node has, by instrument.</summary>
    public Dictionary<int, PeerQuote> Newest()
    {
        var newest = new Dictionary<int, PeerQuote>();
        foreach (var quote in _peers.Values.SelectMany(peer => peer.Quotes.Values))
        {
            if (!newest.TryGetValue(quote.Instrument.Id, out var other) || other.Received < quote.Received) newest[quote.Instrument.Id] = quote;
        }

        return newest;
    }

    /// <summary>Keeps the streams going until the answer is disposed of.</summary>
    public IDisposable Listen() => _loop.Listen();

    /// <summary>Completes when each node that lives has said all it has, or after <paramref name="atMost"/>.</summary>
    public async Task WhenKnownAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        var known = Others().Select(node => Of(node).Known.Task);
        await Task.WhenAll(known).WaitAsync(atMost, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    public void Dispose() => _http.Dispose();

    private IEnumerable<NodeStatus> Others() => _nodes().Where(node => node is { IsThis: false, IsLive: true, Card.Url: not null });

    private Peer Of(NodeStatus node) => _peers.GetOrAdd(node.Card.Id, _ => new Peer());

    private Task FollowAsync(CancellationToken cancellationToken)
    {
        var others = Others().ToDictionary(node => node.Card.Id);
        foreach (var gone in _peers.Keys.Where(id => !others.ContainsKey(id)))
        {
            if (_peers.TryRemove(gone, out var peer)) peer.Known.TrySetResult();   // its streams go elsewhere, and so do their quotes
        }

        foreach (var node in others.Values)
        {
            var peer = Of(node);
            if (peer.Reading.IsCompleted) peer.Reading = ReadAsync(node.Card, peer, cancellationToken);
        }

        return Task.CompletedTask;
    }

    private async ValueTask EndAsync()
    {
        await Task.WhenAll(_peers.Values.Select(peer => peer.Reading));
        _peers.Clear();
    }

    private async Task ReadAsync(NodeCard card, Peer peer, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(new Uri(card.Url!), Path + "?local=1"));
            request.Headers.Add(StoreRoutes.NodeHeader, _secret());
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            response.EnsureSuccessStatusCode();
            await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(cancellationToken)).EnumerateAsync(cancellationToken)) peer.Take(item);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or JsonException or UriFormatException)
        {
            LogBroken(card.Name, broken.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    [LoggerMessage(LogLevel.Debug, "The quotes of node {Node} cannot be read, trying again: {Problem}")]
    private partial void LogBroken(string node, string problem);

    /// <summary>One other node.</summary>
    private sealed class Peer
    {
        public ConcurrentDictionary<int, PeerQuote> Quotes { get; } = new();

        public TaskCompletionSource Known { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reading { get; set; } = Task.CompletedTask;

        public void Take(SseItem<string> item)
        {
            if (item.EventType is not ("snapshot" or "quotes") || JsonSerializer.Deserialize(item.Data, ApiJson.Default.LiveQuoteList) is not { } list) return;
            foreach (var quote in list.Quotes) Quotes[quote.Id] = new PeerQuote(quote);
            Known.TrySetResult();
        }
    }
}
