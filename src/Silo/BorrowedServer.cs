using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansTicks.Silo;

/// <summary>A web server without a socket: requests are brought to it by the node's own server, past the node's guards.</summary>
internal sealed class BorrowedServer : IServer
{
    private volatile Func<IFeatureCollection, Task>? _answer;

    public IFeatureCollection Features { get; } = new FeatureCollection();

    /// <summary>Answers a request of another server; that server ends it.</summary>
    /// <param name="context">The request as the other application has it.</param>
    /// <param name="services">Those of the application that answers.</param>
    public async Task AnswerAsync(HttpContext context, IServiceProvider services)
    {
        if (_answer is not { } answer) throw new InvalidOperationException("the silo has not started");
        await using var scope = services.CreateAsyncScope();
        // Its own in place of what belongs to the other application: services, and where the request was to go there.
        var own = new OwnFeatures(scope.ServiceProvider);
        var features = new FeatureCollection(context.Features);
        features.Set<IServiceProvidersFeature>(own);
        features.Set<IEndpointFeature>(own);
        features.Set<IRouteValuesFeature>(new RouteValuesFeature());
        await answer(features);
    }

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        _answer = async features =>
        {
            var context = application.CreateContext(features);
            try
            {
                await application.ProcessRequestAsync(context);
                application.DisposeContext(context, null);
            }
            catch (Exception failure)
            {
                application.DisposeContext(context, failure);
                throw;
            }
        };
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _answer = null;
        return Task.CompletedTask;
    }

    public void Dispose() => _answer = null;

    private sealed class OwnFeatures(IServiceProvider services) : IServiceProvidersFeature, IEndpointFeature
    {
        public IServiceProvider RequestServices { get; set; } = services;

        public Endpoint? Endpoint { get; set; }
    }
}
