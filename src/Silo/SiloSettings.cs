using System.Data.Common;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Hosting;
using Orleans.Storage;
using OrleansTicks.Grains;

namespace OrleansTicks.Silo;

/// <summary>Every setting of Orleans, with its reason.</summary>
internal static class SiloSettings
{
    private const string Npgsql = "Npgsql";

    /// <summary>
    /// Missed probes until a silo is said to be dead: with <see cref="LongestProbe"/> 6 s, inside a lease's life of 6 s and lock-delay of 2 s. With two, silos that started at once on
    /// two busy cores voted each other out (<c>./faults both-die --silos</c>).
    /// </summary>
    private const int MissedProbes = 3;

    private static readonly TimeSpan LongestProbe = TimeSpan.FromSeconds(2);

    public static void Apply(ISiloBuilder silo, SiloOptions options, SiloParts parts, DbDataSource source)
    {
        // One store is one cluster. Reminders are kept by service, membership by cluster.
        var name = $"ticks-{parts.Store.Info.Id:N}";
        silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (name, name));
        silo.Configure<Orleans.Configuration.SiloOptions>(own => own.SiloName = parts.Name);
        silo.ConfigureEndpoints(options.Resolve() ?? IPAddress.Loopback, options.SiloPort, options.GatewayPort, listenOnAnyHostAddress: options.Advertise is not null);
        if (options.SiloListenPort is { } port)
            silo.Configure<EndpointOptions>(endpoints => endpoints.SiloListeningEndpoint = new IPEndPoint(options.Advertise is null ? IPAddress.Loopback : IPAddress.Any, port));
        if (options.UsesTls) silo.UseOwnAuthority(options);

        silo.UseAdoNetClustering(clustering => (clustering.Invariant, clustering.DataSource) = (Npgsql, source));
        silo.UseAdoNetReminderService(reminders => (reminders.Invariant, reminders.DataSource) = (Npgsql, source));
        silo.AddAdoNetGrainStorage(HealthCheckGrain.Storage, storage => (storage.Invariant, storage.DataSource) = (Npgsql, source));
        silo.Services.AddKeyedSingleton<IGrainStorage>(SymbolStateStorage.Name, (_, _) => new SymbolStateStorage(parts.Store, parts.Time));

        silo.Configure<ClusterMembershipOptions>(members =>
        {
            members.ProbeTimeout = TimeSpan.FromSeconds(1);                 // a dead silo is out in under a second, measured; by default in 12
            members.MaxProbeTimeout = LongestProbe;                          // a frozen one, whose connections stay open, after this times the missed probes
            members.NumMissedProbesLimit = MissedProbes;
            members.TableRefreshTimeout = TimeSpan.FromSeconds(3);           // who was voted out, and cannot be told so, learns it here
            members.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);   // after a crash of all silos the first that comes back is not to wait for the dead
            members.MaxJoinAttemptTime = TimeSpan.FromSeconds(30);           // then it ends, and whoever watches it starts it again
            members.DefunctSiloExpiration = TimeSpan.FromHours(1);
            members.DefunctSiloCleanupPeriod = TimeSpan.FromMinutes(5);
        });
        // With Orleans' default directory each death closes healthy streams of other silos (measured: a third of them); with this one none.
        silo.AddDistributedGrainDirectory();
        // Its hold on a dead silo's grains, less the time that finding out takes, so that a hung silo notices its death before a second activation starts.
        silo.Configure<GrainDirectoryOptions>(directory => directory.RangeLeaseDuration = (LongestProbe * MissedProbes) + TimeSpan.FromSeconds(1));
        silo.Configure<SiloMessagingOptions>(messages => messages.ResponseTimeout = TimeSpan.FromSeconds(10));   // a slice waits for the disk at most so long before it asks again
        silo.Configure<ReminderOptions>(reminders =>
        {
            reminders.RefreshReminderListPeriod = TimeSpan.FromSeconds(30);  // else a failed first read leaves a silo without reminders for five minutes
            reminders.MinimumReminderPeriod = TimeSpan.FromMinutes(1);
        });
        silo.AddDashboard(dashboard => dashboard.HideTrace = !options.ShowsTrace);
    }
}
