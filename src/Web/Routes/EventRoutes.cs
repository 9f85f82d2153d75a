using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary><c>/events?stream=&amp;after=&amp;limit=</c>: life changes, as a list or, to who accepts <c>text/event-stream</c>, live. By default it begins with the newest.</summary>
internal sealed class EventRoutes(ApiSource source, EventPoller poller, LiveClients clients)
{
    private const int Usual = 100, MaxEvents = 1000;

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet(TicksApi.Root + "/events", ShowAsync);

    private async Task ShowAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var stream = StreamOf(query);
        var limit = query.Number("limit", Usual, MaxEvents);
        var after = After(context.Request);
        if (context.Request.Headers.Accept.Any(accept => accept?.Contains(LiveResponse.MediaType, StringComparison.OrdinalIgnoreCase) ?? false))
        {
            await clients.ServeAsync(context, (response, cancellationToken) => SendAsync(response, after, stream, limit, cancellationToken));
            return;
        }

        await using var reader = await source.OpenReader(context.RequestAborted);
        var events = await reader.ListEventsAsync(after, stream, limit, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(new EventList([.. events.Select(EventView.Of)]), ApiJson.Default.EventList, cancellationToken: context.RequestAborted);
    }

    /// <summary>First what the store has, then what comes. Nothing is left out between the two, and nothing sent twice.</summary>
    private async Task SendAsync(LiveResponse response, long after, string? stream, int limit, CancellationToken cancellationToken)
    {
        HashSet<long>? sent = null;
        var seen = 0L;
        await foreach (var round in poller.ListenAsync(cancellationToken))
        {
            if (sent is null)
            {
                if (round.Trouble is { } trouble) throw trouble;       // nothing was answered yet: this becomes a problem
                (sent, seen) = ([], round.Last);
                await SendStoredAsync(response, after, stream, limit, sent, cancellationToken);
            }

            if (round.Arrived is [var (oldest, _), ..] && oldest > seen + 1) return;     // too far behind: it comes again and reads the store
            foreach (var (number, told) in round.Arrived)
            {
                if (number > seen && Concerns(told, stream) && sent.Add(told.Id)) await SendAsync(response, told);
            }

            seen = round.Last;
            await response.FlushAsync();
            await response.BeatAsync();
        }
    }

    private async Task SendStoredAsync(LiveResponse response, long after, string? stream, int limit, HashSet<long> sent, CancellationToken cancellationToken)
    {
        await using var reader = await source.OpenReader(cancellationToken);
        var page = await reader.ListEventsAsync(after, stream, limit, cancellationToken);
        await response.BeginAsync();
        while (true)
        {
            foreach (var told in page)
            {
                sent.Add(told.Id);
                await SendAsync(response, told);
            }

            await response.FlushAsync();
            // Who gave no place to go on from wanted the newest only.
            if (after == 0 || page.Count < limit) return;
            page = await reader.ListEventsAsync(page[^1].Id, stream, limit, cancellationToken);
        }
    }

    private static ValueTask SendAsync(LiveResponse response, StreamEvent told)
    {
        response.Put(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {told.Id}\ndata: ")));
        response.Put(JsonSerializer.SerializeToUtf8Bytes(EventView.Of(told), ApiJson.Default.EventView));
        return response.PutAsync("\n\n"u8.ToArray());
    }

    private static bool Concerns(StreamEvent told, string? stream) =>
        stream is null || (told.Stream is { } key && (key == stream || key.StartsWith(stream + "/", StringComparison.Ordinal)));

    private static long After(HttpRequest request)
    {
        // A browser that comes again keeps its address and says here how far it got.
        if (request.Headers["Last-Event-ID"] is [{ Length: > 0 } last])
            return Id(last) ?? throw RouteTexts.Bad("Last-Event-ID must be the id of an event: a whole number, 0 or more");
        if (!request.Query.TryGetValue("after", out var values)) return 0;
        return values is [{ } one] && Id(one) is { } id ? id : throw RouteTexts.Bad("after must be the id of an event: a whole number, 0 or more");
    }

    private static long? Id(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>The canonical key of what was named; short ids are those of streams known here.</summary>
    private string? StreamOf(IQueryCollection query)
    {
        if (!query.TryGetValue("stream", out var values)) return null;
        if (values is not [{ } text] || !StreamNames.IsWellFormed(text)) throw RouteTexts.Bad("stream must be the key of a stream or group, as in type:swing|ids:1,2,3, or its short id");
        var known = source.Streams.List().FirstOrDefault(status => StreamNames.Matches(status, text));
        if (known is null) return StreamNames.Canonical(text);
        return StreamNames.IsStream(text) ? known.Key.ToString() : known.Key.Group.Text;
    }
}
