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

        app.Use(new FaultGuard(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger<FaultGuard>()).InvokeAsync);
        app.Use(new AddressGuard(options).InvokeAsync);
        app.Use(new KeyGuard(options.Key, source.NodeSecret, limiter).InvokeAsync);

        new StreamRoutes(source.Streams, source.OpenReader, time).Map(app);
        new QuoteRoutes(source.Streams, time).Map(app);
        new GapRoutes(source.OpenReader, time).Map(app);
        new NodeRoutes(source, time).Map(app);
        new StoreRoutes(source).Map(app);
        return app;
    }
}
