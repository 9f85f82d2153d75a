using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace OrleansTicks.Silo;

/// <summary>A web server without a socket: requests are brought to it by the node's own server, past the node's guards.</summary>
internal sealed class BorrowedServer : IServer
{
    private volatile Func<IFeatureCollection, Task>? _answer;

    public IFeatureCollection Features { get; } = new FeatureCollection();

    /// <summary>Answers a request of another server; that server ends it.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        var features = new FeatureCollection(context.Features);
        // What belongs to the other application: its services, and where it would have gone.
        features.Set<Microsoft.AspNetCore.Http.Features.IServiceProvidersFeature>(null);
        features.Set<IEndpointFeature>(null);
        features.Set<IRouteValuesFeature>(null);
        return _answer is { } answer ? answer(features) : throw new InvalidOperationException("the silo has not started");
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
}
