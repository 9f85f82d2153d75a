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
                await response.PutAsync(round.Board);
                response.Put("\n\n"u8);
                boardSeen = round.BoardRound;
            }

            if (filter.TakesAll && round.TryShare(seen, out var message)) await response.PutAsync(message);
            else await SendQuotesAsync(response, round, filter, seen);
            seen = round.Number;
            await response.FlushAsync();
            await response.BeatAsync();
        }
    }

    /// <summary>What this one has not seen, row by row.</summary>
    private static async Task SendQuotesAsync(LiveResponse response, LiveRound round, QuoteFilter filter, long seen)
    {
        var (rows, snapshot) = (filter.Changed(round, seen).ToList(), seen == 0);
        if (rows.Count == 0 && !snapshot) return;
        response.Put(QuoteMessage.Begin(round.AsOf, snapshot));
        for (var i = 0; i < rows.Count; i++)
        {
            if (i > 0) response.Put(","u8);
            await response.PutAsync(rows[i].Json);
        }

        response.Put(QuoteMessage.End(snapshot ? filter.Missing : null));
    }
}
