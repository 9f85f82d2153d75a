using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary><c>/streams</c>: list, start, look, stop. A key is a group or a stream, in full or as its short id, URL-encoded.</summary>
internal sealed class StreamRoutes(IStreamControl streams, Func<CancellationToken, Task<ITickReader>> openReader, TimeProvider time)
{
    private const int MaxInstruments = 5000;
    private const int DescribedEvents = 50;
    private const int MostGaps = 10_000;

    public void Map(IEndpointRouteBuilder routes)
    {
        const string root = TicksApi.Root + "/streams";
        routes.MapGet(root, ListAsync);
        routes.MapPost(root, StartAsync);
        foreach (var (verb, act) in Actions)
        {
            if (verb is "stop" or "pause" or "resume") routes.MapPost($"{root}/actions/{verb}-all", context => ActAsync(context, verb, act, all: true));
        }

        // The second form lets a stream's key stand with its slash, as people type it.
        foreach (var key in new[] { "/{key}", "/{key}/{number:int:min(0)}" })
        {
            routes.MapGet(root + key, ShowAsync);
            routes.MapGet(root + key + "/status", ShowAsync);
            routes.MapGet(root + key + "/description", DescribeAsync);
            routes.MapGet(root + key + "/symbols", CarriedAsync);
            routes.MapPost(root + key + "/symbols", EditAsync);
            foreach (var (verb, act) in Actions)
            {
                routes.MapPost($"{root}{key}/{verb}", context => ActAsync(context, verb, act, all: false));
                routes.MapPut($"{root}{key}/{verb}", context => ActAsync(context, verb, act, all: false));
            }
        }
    }

    /// <summary>What can be done to streams that are known.</summary>
    private (string Verb, Func<string?, CancellationToken, Task<IReadOnlyList<StreamKey>>> Act)[] Actions =>
    [
        ("stop", streams.StopAsync),
        ("pause", streams.PauseAsync),
        ("resume", streams.ResumeAsync),
        ("restart", (key, cancellationToken) => streams.RestartAsync(key!, cancellationToken)),
        ("record", (key, cancellationToken) => streams.RecordAsync(key!, true, cancellationToken)),
        ("unrecord", (key, cancellationToken) => streams.RecordAsync(key!, false, cancellationToken)),
    ];

    private Task ListAsync(HttpContext context)
    {
        var wanted = context.Request.Query["state"] switch
        {
            [] => (StreamState?)null,
            [{ } one] when Words.TryParse<StreamState>(one, out var state) => state,
            _ => throw RouteTexts.Bad($"state must be one of {string.Join(", ", Enum.GetValues<StreamState>().Select(state => state.Word()))}"),
        };
        return context.Response.WriteAsJsonAsync(
            new StreamList(Show(streams.List().Where(status => wanted is null || status.State == wanted)), time.GetUtcNow()),
            ApiJson.Default.StreamList, cancellationToken: context.RequestAborted);
    }

    private Task ShowAsync(HttpContext context)
    {
        var name = KeyOf(context);
        var found = Find(name);
        if (found.Count == 0) throw NotFound();
        var single = found is [var one] && StreamNames.IsStream(name) ? one : null;
        var states = found.Select(status => status.State).Distinct().ToList();
        return context.Response.WriteAsJsonAsync(
            new GroupView(
                single?.Key.ToString() ?? found[0].Key.Group.Text,
                single?.ShortId ?? found[0].Key.Group.ShortId,
                (states is [var state] ? state : StreamState.Degraded).Word(),
                found.Count(status => status.IsConnected), found.Sum(status => status.Symbols), Show(found), time.GetUtcNow()),
            ApiJson.Default.GroupView, cancellationToken: context.RequestAborted);
    }

    private async Task DescribeAsync(HttpContext context)
    {
        var found = Find(KeyOf(context));
        if (found.Count == 0) throw NotFound();
        var single = StreamNames.IsStream(KeyOf(context));
        var name = single ? found[0].Key.ToString() : found[0].Key.Group.Text;
        var now = time.GetUtcNow();
        await using var reader = await openReader(context.RequestAborted);
        var events = await reader.ListEventsAsync(0, name, DescribedEvents, context.RequestAborted);
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var gaps = await reader.ListGapsAsync(TickTime.FromDateTimeOffset(today), TickTime.FromDateTimeOffset(now), MostGaps, context.RequestAborted);
        var keys = found.Select(status => status.Key.ToString()).ToHashSet(StringComparer.Ordinal);
        var names = (await reader.ListInstrumentsAsync(context.RequestAborted)).ToDictionary(instrument => instrument.Id, instrument => instrument.Name);
        await context.Response.WriteAsJsonAsync(
            new DescriptionView(
                name, single ? found[0].ShortId : found[0].Key.Group.ShortId, Show(found), [.. events.Select(EventView.Of)],
                [.. gaps.Where(gap => keys.Contains(gap.Stream)).Select(gap => GapView.Of(gap.Stream, gap.Gap, names.GetValueOrDefault))], now),
            ApiJson.Default.DescriptionView, cancellationToken: context.RequestAborted);
    }

    private async Task StartAsync(HttpContext context)
    {
        var result = await streams.StartAsync(Check(await RouteBodies.ReadAsync(context, BodyJson.Default.StartBody, "key, feed, symbols, type, ids and mode")), context.RequestAborted);
        context.Response.StatusCode = result.Answer switch
        {
            StartAnswer.Started => StatusCodes.Status201Created,
            StartAnswer.Queued => StatusCodes.Status202Accepted,
            _ => StatusCodes.Status200OK,
        };
        context.Response.Headers.Location = $"{TicksApi.Root}/streams/{Uri.EscapeDataString(result.Group.Text)}";
        await context.Response.WriteAsJsonAsync(StartView.Of(result), ApiJson.Default.StartView, cancellationToken: context.RequestAborted);
    }

    private Task CarriedAsync(HttpContext context)
    {
        var carried = streams.Carried(StreamNames.Canonical(KeyOf(context)));
        if (carried.Count == 0) throw NotFound();
        return context.Response.WriteAsJsonAsync(CarriedView.Of(carried), ApiJson.Default.CarriedView, cancellationToken: context.RequestAborted);
    }

    private async Task EditAsync(HttpContext context)
    {
        var key = StreamNames.Canonical(KeyOf(context));
        var body = await RouteBodies.ReadAsync(context, BodyJson.Default.EditBody, "add and remove");
        var (add, remove) = (CheckSymbols(body.Add), CheckSymbols(body.Remove));
        if (add.Count + remove.Count == 0) throw RouteTexts.Bad("say what to change: symbols to add, symbols to remove, or both");
        await context.Response.WriteAsJsonAsync(EditView.Of(await streams.EditAsync(key, add, remove, context.RequestAborted)), ApiJson.Default.EditView, cancellationToken: context.RequestAborted);
    }

    private static List<string> CheckSymbols(IReadOnlyList<string>? asked)
    {
        var symbols = asked?.Distinct(StringComparer.Ordinal).ToList() ?? [];
        if (symbols.Count > MaxInstruments) throw RouteTexts.Bad($"at most {MaxInstruments} instruments at once");
        return symbols.Exists(symbol => symbol is null or { Length: 0 or > 64 } || symbol.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
            ? throw RouteTexts.Bad("a symbol has 1 to 64 characters, none of them a space or a control character")
            : symbols;
    }

    private static async Task ActAsync(HttpContext context, string verb, Func<string?, CancellationToken, Task<IReadOnlyList<StreamKey>>> act, bool all)
    {
        var keys = await act(all ? null : StreamNames.Canonical(KeyOf(context)), context.RequestAborted);
        if (keys.Count == 0 && !all) throw NotFound();
        await context.Response.WriteAsJsonAsync(ActionView.Of(verb, [.. keys.Select(key => key.ToString())]), ApiJson.Default.ActionView, cancellationToken: context.RequestAborted);
    }

    private List<StreamStatus> Find(string name) => [.. streams.List().Where(status => StreamNames.Matches(status, name))];

    private IReadOnlyList<StreamView> Show(IEnumerable<StreamStatus> found)
    {
        var names = streams.Latest().ToDictionary(latest => latest.Instrument.Id, latest => latest.Instrument.Name);
        return [.. found.Select(status => StreamView.Of(status, names.GetValueOrDefault))];
    }

    /// <summary>Routing leaves an encoded slash as it came.</summary>
    private static string KeyOf(HttpContext context)
    {
        var key = ((string)context.GetRouteValue("key")!).Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        if (context.GetRouteValue("number") is string number) key += $"/{number}";
        return StreamNames.IsWellFormed(key)
            ? key
            : throw RouteTexts.Bad("a key has 1 to 200 characters of a-z 0-9 : . _ | , - and may end in /NUMBER; a short id such as swing-7f3a does too");
    }

    private static RefusedException NotFound() =>
        new(StatusCodes.Status404NotFound, "not_found", $"no group and no stream has that key or short id; GET {TicksApi.Root}/streams lists them");

    private static StartRequest Check(StartBody body)
    {
        var symbols = CheckSymbols(body.Symbols);
        var ids = body.Ids?.Distinct().ToList() ?? [];
        if (ids.Count > MaxInstruments) throw RouteTexts.Bad($"at most {MaxInstruments} instruments at once");
        if (ids.Exists(id => id < 1)) throw RouteTexts.Bad("ids are numbers from 1 up");
        if (body.Key is null && symbols.Count == 0 && (body.Type is null || ids.Count == 0)) throw RouteTexts.Bad("say what to start: key, or symbols, or type and ids");
        if (body.Key is { } key && !StreamNames.IsWellFormed(key)) throw RouteTexts.Bad("key is no stream key; type:swing|ids:1,2,3 is one");
        FeedMode? mode = null;
        if (body.Mode is { } word)
            mode = Words.TryParse<FeedMode>(word, out var known) ? known : throw RouteTexts.Bad("mode must be ticker, quote or full");
        return new StartRequest
        {
            Key = body.Key is { } name ? StreamNames.Canonical(name) : null, Feed = body.Feed, Symbols = symbols, Type = body.Type, Ids = ids, Mode = mode,
        };
    }
}
