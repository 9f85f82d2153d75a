using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace OrleansTicks.Web;

/// <summary><c>/stream/quotes?symbols=&amp;board=1&amp;local=1</c>: a snapshot of all newest quotes, then at most four times a second those that changed; once a second the board for who asks for it.</summary>
internal sealed class QuoteStreamRoutes(LiveCollector collector, PeerQuotes peers, LiveClients clients)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet(TicksApi.Root + "/stream/quotes", ListenAsync);

    private Task ListenAsync(HttpContext context)
    {
        var local = context.Request.Query.Flag("local");
        var filter = new QuoteFilter(QuoteRoutes.Symbols(context.Request.Query), local);
        var board = context.Request.Query.Flag("board");
        return clients.ServeAsync(context, (response, cancellationToken) => SendAsync(response, filter, board, local, cancellationToken));
    }

    private async Task SendAsync(LiveResponse response, QuoteFilter filter, bool wantsBoard, bool local, CancellationToken cancellationToken)
    {
        await response.BeginAsync();
        // Other nodes listen for what is here only; they must not have this one listen to them for it.
        using var listening = local ? null : peers.Listen();
        var (seen, boardSeen) = (0L, 0L);
        await foreach (var round in collector.ListenAsync(cancellationToken))
        {
            if (wantsBoard && round.BoardRound != boardSeen)
            {
                response.Put("event: streams\ndata: "u8);
                response.Put(round.Board.Span);
                await response.PutAsync("\n\n"u8);
                boardSeen = round.BoardRound;
            }

            var changed = filter.Changed(round, seen).ToList();
            if (seen == 0 || changed.Count > 0) await SendQuotesAsync(response, seen == 0 ? "snapshot" : "quotes", round, changed, seen == 0 ? filter.Missing : null);
            seen = round.Number;
            await response.FlushAsync();
            await response.BeatAsync();
        }
    }

    /// <summary>A <see cref="LiveQuoteList"/>, row by row: the rows are JSON already.</summary>
    private static async Task SendQuotesAsync(LiveResponse response, string name, LiveRound round, List<QuoteRow> rows, IReadOnlyList<string>? missing)
    {
        response.Put(Encoding.ASCII.GetBytes($"event: {name}\ndata: {{\"asOf\":\"{round.AsOf}\",\"quotes\":["));
        for (var i = 0; i < rows.Count; i++)
        {
            if (i > 0) response.Put(","u8);
            await response.PutAsync(rows[i].Json.Span);
        }

        response.Put("]"u8);
        if (missing is not null)
        {
            response.Put(",\"missing\":"u8);
            response.Put(JsonSerializer.SerializeToUtf8Bytes(missing, ApiJson.Default.IReadOnlyListString));
        }

        response.Put("}\n\n"u8);
    }
}
