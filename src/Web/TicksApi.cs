using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>The whole HTTP surface in one place: who may ask, then what can be asked.</summary>
public static class TicksApi
{
    public const string Root = "/api/v1";

    /// <summary>Puts the guards and every route on <paramref name="app"/>. The options must be valid.</summary>
    public static WebApplication MapTicks(this WebApplication app, WebOptions options, ApiSource source, TimeProvider time)
    {
        var limiter = new RequestLimiter(options.RequestsPerSecond);
        app.Lifetime.ApplicationStopped.Register(limiter.Dispose);

        var loggers = app.Services.GetRequiredService<ILoggerFactory>();
        app.Use(new FaultGuard(loggers.CreateLogger<FaultGuard>()).InvokeAsync);
        app.Use(new AddressGuard(options).InvokeAsync);
        app.Use(new KeyGuard(options.Key, source.NodeSecret, limiter).InvokeAsync);

        var api = app.Documented();
        new StreamRoutes(source.Streams, source.OpenReader, time).Map(api);
        var peers = new PeerQuotes(source, time, loggers.CreateLogger<PeerQuotes>());
        app.Lifetime.ApplicationStopped.Register(peers.Dispose);
        new QuoteRoutes(source.Streams, peers, time).Map(api);
        new GapRoutes(source.OpenReader, time).Map(api);
        new NodeRoutes(source, time).Map(api);
        new StoreRoutes(source).Map(api);
        new DrillRoutes(source).Map(api);
        new HealthRoutes(source, time).Map(api);
        new DashboardRoutes(source).Map(api);

        var clients = new LiveClients(options.MaxListeners, time, app.Lifetime.ApplicationStopping, loggers.CreateLogger<LiveClients>());
        app.Lifetime.ApplicationStopped.Register(clients.Dispose);
        new QuoteStreamRoutes(new LiveCollector(source, peers, time, loggers.CreateLogger<LiveCollector>()), peers, clients).Map(api);
        new EventRoutes(source, new EventPoller(source.OpenReader, time, loggers.CreateLogger<EventPoller>()), clients).Map(api);

        new PageRoutes().Map(app);
        app.MapDocument();
        return app;
    }
}
