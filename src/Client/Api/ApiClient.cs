using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OrleansTicks.Web;

namespace OrleansTicks.Client;

/// <summary>The HTTP API as methods. Whatever goes wrong is a <see cref="CommandFailure"/> of one line.</summary>
internal sealed class ApiClient : IDisposable
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FollowPause = TimeSpan.FromSeconds(1);

    /// <summary>A node that has nothing to say says so every 15 s.</summary>
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(45);
    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    public ApiClient(Uri address, string? key, TimeProvider time)
    {
        _time = time;
        // A proxy that is set for the world must not be asked for this machine.
        _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = ConnectLimit, AllowAutoRedirect = false, UseCookies = false, UseProxy = !address.IsLoopback })
        {
            BaseAddress = new Uri(address.AbsoluteUri.TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (key is null) return;
        if (key.Any(c => c is <= ' ' or > '~')) throw CommandFailure.Usage("the API key holds characters that no key has");
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public Task<StreamList> ListStreamsAsync(CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, "streams", ApiJson.Default.StreamList, cancellationToken);

    public Task<GroupView> ShowAsync(string key, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"streams/{Uri.EscapeDataString(key)}/status", ApiJson.Default.GroupView, cancellationToken);

    public Task<TotalsView> TotalsAsync(CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, "totals", ApiJson.Default.TotalsView, cancellationToken);

    public Task<StartView> StartAsync(StartBody body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "streams", ApiJson.Default.StartView, cancellationToken, JsonContent.Create(body, ApiJson.Default.StartBody));

    /// <param name="verb"><c>stop</c>, <c>pause</c>, <c>resume</c> or <c>restart</c>.</param>
    /// <param name="key">Group or stream; null = all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ActionView> ActAsync(string verb, string? key, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, key is null ? $"streams/actions/{verb}-all" : $"streams/{Uri.EscapeDataString(key)}/{verb}", ApiJson.Default.ActionView, cancellationToken);

    public Task<CarriedView> ListSymbolsAsync(string key, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"streams/{Uri.EscapeDataString(key)}/symbols", ApiJson.Default.CarriedView, cancellationToken);

    public Task<EditView> EditSymbolsAsync(string key, EditBody body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"streams/{Uri.EscapeDataString(key)}/symbols", ApiJson.Default.EditView, cancellationToken, JsonContent.Create(body, ApiJson.Default.EditBody));

    public Task<DescriptionView> DescribeAsync(string key, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"streams/{Uri.EscapeDataString(key)}/description", ApiJson.Default.DescriptionView, cancellationToken);

    /// <summary>Kills the node that answers, when it owns the stream; else fails and says where to ask.</summary>
    public Task<DrillView> KillOwnerAsync(string key, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "drills/kill-owner", ApiJson.Default.DrillView, cancellationToken, JsonContent.Create(new KillOwnerBody { Key = key }, ApiJson.Default.KillOwnerBody));

    public Task<DrillView> CutStoreAsync(TimeSpan span, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post, "drills/cut-store", ApiJson.Default.DrillView, cancellationToken, JsonContent.Create(new CutStoreBody { Seconds = span.TotalSeconds }, ApiJson.Default.CutStoreBody));

    /// <summary>Whether the node is ready for work, and if not, why.</summary>
    public Task<ReadyView> ReadyAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, "/readyz", ApiJson.Default.ReadyView, cancellationToken, alsoGood: HttpStatusCode.ServiceUnavailable);

    /// <summary>What the node knows of its store.</summary>
    public Task<StoreView> StoreAsync(CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, "store", ApiJson.Default.StoreView, cancellationToken);

    public Task<NodeList> ListNodesAsync(CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, "nodes", ApiJson.Default.NodeList, cancellationToken);

    public Task<HealthView> ReadHealthAsync(bool history, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, history ? "health?history=1" : "health", ApiJson.Default.HealthView, cancellationToken);

    /// <param name="node">Every node of that name.</param>
    /// <param name="verb">drain, cordon or uncordon.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<DutyView> SetDutyAsync(string node, string verb, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"nodes/{Uri.EscapeDataString(node)}/{verb}", ApiJson.Default.DutyView, cancellationToken);

    public Task<GapList> ListGapsAsync(DateTimeOffset? from, DateTimeOffset? to, int? limit, CancellationToken cancellationToken)
    {
        List<string> query = [];
        if (from is { } begin) query.Add($"from={begin.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffffffZ}");
        if (to is { } end) query.Add($"to={end.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffffffZ}");
        if (limit is { } most) query.Add(string.Create(CultureInfo.InvariantCulture, $"limit={most}"));
        return SendAsync(HttpMethod.Get, $"gaps?{string.Join('&', query)}", ApiJson.Default.GapList, cancellationToken);
    }

    public Task<EventList> ListEventsAsync(string? key, int limit, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, EventsPath(key, limit), ApiJson.Default.EventList, cancellationToken);

    /// <summary>The newest events, then what comes; goes on from the last one when the connection breaks.</summary>
    public async IAsyncEnumerable<EventView> FollowEventsAsync(string? key, int limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await ListEventsAsync(key, 1, cancellationToken);                  // what is wrong with the request is said once, not tried again
        var last = "";
        while (true)
        {
            await using var events = ReadEventsAsync(key, limit, last, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await NextAsync(events))
            {
                last = events.Current.Id.ToString(CultureInfo.InvariantCulture);
                yield return events.Current;
            }

            await Task.Delay(FollowPause, _time, cancellationToken);
        }

        static async Task<bool> NextAsync(IAsyncEnumerator<EventView> events)
        {
            try
            {
                return await events.MoveNextAsync();
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or CommandFailure { ExitCode: ExitCode.Error })
            {
                return false;   // it restarts, or its store is away: both pass
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private static string EventsPath(string? key, int limit) =>
        string.Create(CultureInfo.InvariantCulture, $"events?limit={limit}{(key is null ? "" : $"&stream={Uri.EscapeDataString(key)}")}");

    private async IAsyncEnumerable<EventView> ReadEventsAsync(string? key, int limit, string last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, TicksApi.Root[1..] + "/" + EventsPath(key, limit));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (last.Length > 0) request.Headers.Add("Last-Event-ID", last);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode) throw await FailureAsync(response, cancellationToken);
        await foreach (var item in SseParser.Create(new ImpatientStream(await response.Content.ReadAsStreamAsync(cancellationToken), SilenceLimit, _time)).EnumerateAsync(cancellationToken))
        {
            if (item.EventType == SseParser.EventTypeDefault && JsonSerializer.Deserialize(item.Data, ApiJson.Default.EventView) is { } one) yield return one;
        }
    }

    /// <param name="method">How.</param>
    /// <param name="path">Below the API's root, or from the node's own with a slash.</param>
    /// <param name="type">What the answer holds.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="content">What is sent.</param>
    /// <param name="alsoGood">A status that is no error although it says so.</param>
    private async Task<T> SendAsync<T>(
        HttpMethod method, string path, JsonTypeInfo<T> type, CancellationToken cancellationToken, HttpContent? content = null, HttpStatusCode? alsoGood = null)
    {
        var where = _http.BaseAddress!.GetLeftPart(UriPartial.Authority);
        using var patience = new CancellationTokenSource(AnswerLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            using var request = new HttpRequestMessage(method, path.StartsWith('/') ? path[1..] : TicksApi.Root[1..] + "/" + path) { Content = content };
            using var response = await _http.SendAsync(request, either.Token);
            if (!response.IsSuccessStatusCode && response.StatusCode != alsoGood) throw await FailureAsync(response, either.Token);
            return await response.Content.ReadFromJsonAsync(type, either.Token) ?? throw new JsonException();
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new CommandFailure(ExitCode.Timeout, $"{where} did not answer within {AnswerLimit.TotalSeconds:0} s");
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new CommandFailure(ExitCode.Unreachable, $"nobody answers at {where}; start a node with ticks up, or name another address with --api URL");
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException)
        {
            throw new CommandFailure(ExitCode.Error, $"what answers at {where} is not a node of this version");
        }
    }

    private static async Task<CommandFailure> FailureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var problem = response.Content.Headers.ContentType?.MediaType == Problem.MediaType
            ? await response.Content.ReadFromJsonAsync(ApiJson.Default.Problem, cancellationToken)
            : null;
        var exit = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ExitCode.Auth,
            HttpStatusCode.NotFound => ExitCode.NotFound,
            HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge => ExitCode.Usage,
            HttpStatusCode.RequestTimeout or HttpStatusCode.GatewayTimeout => ExitCode.Timeout,
            _ => ExitCode.Error,
        };
        var hint = response.StatusCode is HttpStatusCode.Unauthorized ? " (--api-key @FILE or $TICKS_API_KEY)" : "";
        return new CommandFailure(exit, (problem?.Detail ?? $"the node answered {(int)response.StatusCode}") + hint)
        {
            Elsewhere = Uri.TryCreate(problem?.Url, UriKind.Absolute, out var url) && (url.Scheme is "http" or "https") ? url : null,
        };
    }
}
