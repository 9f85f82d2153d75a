using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Dashboard;
using Orleans.Runtime;
using OrleansTicks.Core;
using OrleansTicks.Embedded;
using OrleansTicks.Grains;
using OrleansTicks.Storage;

namespace OrleansTicks.Silo;

/// <summary>The silo around a node: Orleans, with the node's parts in its grains' hands.</summary>
internal sealed partial class SiloCluster(SiloOptions options, NodeOptions node, TimeProvider time, ILoggerFactory loggers) : INodeCluster
{
    private readonly ILogger<SiloCluster> _logger = loggers.CreateLogger<SiloCluster>();
    private readonly BorrowedServer _server = new();
    private readonly CarriedSymbols _carried = new();
    private readonly GrainTaker _taker = new(time, loggers.CreateLogger<GrainTaker>());
    private GrainSymbols? _symbols;
    private DbDataSource? _source;
    private WebApplication? _app;
    private string _feed = "";

    public RequestDelegate? Dashboard => _app is { } app ? context => _server.AnswerAsync(context, app.Services) : null;

    /// <summary>Orleans' own services; null before it started.</summary>
    public IServiceProvider? Services => _app?.Services;

    public IEnumerable<string> Faults(NodeOptions _)
    {
        var faults = options.Faults().ToList();
        if (!node.StoreText.StartsWith("postgres", StringComparison.OrdinalIgnoreCase))
            faults.Add("a silo shares its store with other silos: name one of PostgreSQL with --store postgres:@FILE");
        return faults.Count == 0 && options.UsesTls ? SiloTls.Faults(options) : faults;
    }

    public (ISymbols Symbols, IStreamTaker Taker) Around(LocalSymbols symbols) =>
        (_symbols = new GrainSymbols(symbols, _carried, time, loggers.CreateLogger<GrainSymbols>()), _taker);

    public async Task StartAsync(ClusterSeat seat, CancellationToken cancellationToken)
    {
        _feed = seat.Feed.Name;
        _source = ClusterStore.Open(node.StoreText, SiloOptions.Connections, node.StoreIsSecret);
        var parts = new SiloParts
        {
            Feed = seat.Feed, Store = seat.Store, Symbols = seat.Symbols, Streams = seat.Streams, Carried = _carried, Name = seat.Name, Time = time, UsesReminders = options.UsesReminders,
        };
        var app = Build(parts, _source);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            await app.DisposeAsync();
            throw new StartRefusedException(StartRefusal.Conflict, $"the silo cannot start on ports {options.SiloPort} and {options.GatewayPort}: {failure.GetBaseException().Message}");
        }

        _app = app;
        var factory = app.Services.GetRequiredService<IGrainFactory>();
        var here = app.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress;
        _symbols!.Open(factory, here);
        _taker.Open(factory, here);
        LogJoined(here.ToParsableString());
        await BeginChecksAsync(factory, cancellationToken);
    }

    public async Task<IReadOnlyList<HealthEntry>> ReadHealthAsync(CancellationToken cancellationToken)
    {
        if (_app is null) return [];
        var reports = await _app.Services.GetRequiredService<IGrainFactory>().GetGrain<IHealthCheckGrain>(_feed).HistoryAsync().WaitAsync(cancellationToken);
        return [.. reports.Select(report => new HealthEntry(report.At, report.Feed, report.Desired, report.Running, report.Taken, report.Replaced, report.Silos))];
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _app, null) is { } app)
        {
            await app.StopAsync(CancellationToken.None);
            await app.DisposeAsync();
        }

        if (Interlocked.Exchange(ref _source, null) is { } source) await source.DisposeAsync();
    }

    private WebApplication Build(SiloParts parts, DbDataSource source)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        OrleansLog.Configure(builder.Logging, loggers);
        builder.Services.AddSingleton<IHostLifetime, OwnedLifetime>();
        builder.Services.AddSingleton<IServer>(_server);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(parts);
        builder.UseOrleans(silo => SiloSettings.Apply(silo, options, parts, source));
        var app = builder.Build();
        app.UseRouting();
        app.MapOrleansDashboard("/dashboard");
        return app;
    }

    /// <summary>One silo's call is enough for all of them, and any silo's next check makes up for one that fails.</summary>
    private async Task BeginChecksAsync(IGrainFactory factory, CancellationToken cancellationToken)
    {
        try
        {
            await factory.GetGrain<IHealthCheckGrain>(_feed).BeginAsync().WaitAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogNoChecks(failure.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "The silo is {Address} of its cluster")]
    private partial void LogJoined(string address);

    [LoggerMessage(LogLevel.Warning, "The health check could not be set up by this silo: {Problem}")]
    private partial void LogNoChecks(string problem);

    /// <summary>The node says when it ends, not a signal.</summary>
    private sealed class OwnedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
