using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary><c>/quotes?symbols=</c>: newest trade, best bid and ask, and figures of the day, out of memory.</summary>
internal sealed class QuoteRoutes(IStreamControl streams, PeerQuotes peers, TimeProvider time)
{
    /// <summary>Who asks again within that time finds the other nodes' quotes at hand.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    /// <summary>What the other nodes have to answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private const int MaxSymbols = 500;

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet(TicksApi.Root + "/quotes", ShowAsync);

    /// <summary>What <c>symbols</c> names, each once; null where it is not given, which means all.</summary>
    public static IReadOnlyList<string>? Symbols(IQueryCollection query)
    {
        if (!query.TryGetValue("symbols", out var values)) return null;
        var wanted = values.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return wanted.Count <= MaxSymbols ? wanted : throw RouteTexts.Bad($"at most {MaxSymbols} symbols in one request");
    }

    private async Task ShowAsync(HttpContext context)
    {
        var wanted = Symbols(context.Request.Query);
        var latest = await NewestAsync(context.RequestAborted);
        IEnumerable<Instrument> shown = latest.Keys;
        List<string> missing = [];
        if (wanted is not null)
        {
            List<Instrument> found = [];
            foreach (var symbol in wanted)
            {
                var matches = InstrumentNames.Find(latest.Keys, symbol);
                found.AddRange(matches);
                if (matches.Count == 0) missing.Add(symbol);
            }

            shown = found.Distinct();
        }

        await context.Response.WriteAsJsonAsync(
            new QuoteList([.. shown.OrderBy(instrument => instrument.Name, StringComparer.Ordinal).Select(instrument => latest[instrument])], missing),
            ApiJson.Default.QuoteList, cancellationToken: context.RequestAborted);
    }

    /// <summary>Of this node's books and of the other nodes' the newer.</summary>
    private async Task<Dictionary<Instrument, QuoteView>> NewestAsync(CancellationToken cancellationToken)
    {
        var listening = peers.Listen();
        _ = LetGoAsync(listening);
        await peers.WhenKnownAsync(Patience, cancellationToken);
        var now = time.MicrosecondsNow();
        var newest = streams.Latest().Where(one => one.Trade is not null || one.Quote is not null).ToDictionary(one => one.Instrument, one => QuoteView.Of(one, now));
        foreach (var peer in peers.Newest().Values)
        {
            if (newest.TryGetValue(peer.Instrument, out var own) && string.CompareOrdinal(own.AsOf, peer.Quote.AsOf) >= 0) continue;
            newest[peer.Instrument] = new QuoteView(
                peer.Quote.Symbol, peer.Quote.Id, peer.Quote.AsOf, Math.Max(0, (now - peer.Received) / 1000), peer.Quote.Trade, peer.Quote.Quote, peer.Quote.Day);
        }

        return newest;
    }

    private async Task LetGoAsync(IDisposable listening)
    {
        await Task.Delay(Kept, time);
        listening.Dispose();
    }
}
