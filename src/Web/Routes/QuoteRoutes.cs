using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary><c>/quotes?symbols=</c>: newest trade and best bid and ask, out of memory.</summary>
internal sealed class QuoteRoutes(IStreamControl streams, TimeProvider time)
{
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

    private Task ShowAsync(HttpContext context)
    {
        var wanted = Symbols(context.Request.Query);
        var latest = streams.Latest().Where(one => one.Trade is not null || one.Quote is not null).ToDictionary(one => one.Instrument);
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

        var now = time.MicrosecondsNow();
        return context.Response.WriteAsJsonAsync(
            new QuoteList([.. shown.OrderBy(instrument => instrument.Name, StringComparer.Ordinal).Select(instrument => QuoteView.Of(latest[instrument], now))], missing),
            ApiJson.Default.QuoteList, cancellationToken: context.RequestAborted);
    }
}
