using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OrleansTicks.Web;

/// <summary>Kestrel with the API on it, and nothing else: no console lifetime, no configuration files, no environment variables.</summary>
public sealed class TicksServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TicksServer(WebApplication app, Uri address)
    {
        _app = app;
        Address = address;
    }

    /// <summary>Where it listens, with the port that it got.</summary>
    public Uri Address { get; }

    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The options are wrong; all faults in one message.</exception>
    /// <exception cref="ListenException">The address is taken or not ours.</exception>
    public static async Task<TicksServer> StartAsync(WebOptions options, ApiSource source, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        options.Validate();
        _ = ListenAddress.TryParse(options.Listen, out var listen, out _);
        var app = Build(options, listen, loggers);
        try
        {
            app.MapTicks(options, source, time);
            await app.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException)
        {
            await app.DisposeAsync();
            var why = exception.InnerException is AddressInUseException ? "is taken by another program" : "cannot be listened on";
            throw new ListenException($"{options.Listen} {why}; choose another address with --listen http://127.0.0.1:PORT", exception);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new TicksServer(app, new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private static WebApplication Build(WebOptions options, ListenAddress listen, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        // The host's own lifetime would take SIGINT and SIGTERM and close the API before the drain is over.
        builder.Services.AddSingleton<IHostLifetime, OwnedLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Services.AddRoutingCore();
        builder.Services.AddTicksDocument();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.AllowSynchronousIO = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxBody;
            kestrel.Limits.MaxRequestHeadersTotalSize = options.MaxHeaders;
            kestrel.Limits.MaxRequestLineSize = 4 << 10;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.MaxConcurrentConnections = 1000;
            kestrel.Listen(listen.Ip, listen.Port, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
        return builder.Build();
    }

    private sealed class OwnedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
