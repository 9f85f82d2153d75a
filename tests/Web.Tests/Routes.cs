using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OrleansTicks.Testing;

namespace OrleansTicks.Web.Tests;

internal static class Routes
{
    /// <summary>Every route that is mapped.</summary>
    public static List<(string Method, string Path)> Mapped()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore().AddLogging().AddTicksDocument();
        builder.WebHost.UseKestrelCore();
        using var app = (IDisposable)builder.Build();
        var source = new ApiSource { Streams = new FakeControl(), OpenReader = _ => throw new InvalidOperationException() };
        ((WebApplication)app).MapTicks(new WebOptions(), source, new FakeTime());
        return
        [
            .. from endpoint in ((IEndpointRouteBuilder)app).DataSources.SelectMany(data => data.Endpoints).Cast<RouteEndpoint>()
            from method in endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
            select (method, endpoint.RoutePattern.RawText!),
        ];
    }
}
