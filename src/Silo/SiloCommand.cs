using System.CommandLine;
using OrleansTicks.Client;

namespace OrleansTicks.Silo;

/// <summary>One silo: what <c>ticks up</c> takes, and where the other silos find it.</summary>
internal sealed class SiloCommand : RootCommand
{
    private readonly UpOptions _node = new();
    private readonly ApiOptions _api = new();
    private readonly Option<int?> _siloPort = Take.Number("--silo-port", "Where the other silos reach this one (11111).", 1, 65_535);
    private readonly Option<int?> _siloListen = Take.Number("--silo-listen-port", "Where it listens for them, when that port leads here by another (the same).", 1, 65_535);
    private readonly Option<int?> _gatewayPort = Take.Number("--gateway-port", "Where clients of the cluster reach it (30000).", 1, 65_535);
    private readonly Option<string> _advertise = Take.Text("--advertise", "The address that the other silos use; then it listens on all addresses (127.0.0.1, and only there).", "HOST|IP");
    private readonly Option<string> _certificate = Take.Text("--tls-certificate", "This silo's certificate: silos talk TLS, and each shows one.", "FILE.pem");
    private readonly Option<string> _key = Take.Text("--tls-key", "Its private key.", "FILE.pem");
    private readonly Option<string> _authority = Take.Text("--tls-ca", "The authority that every silo's certificate must come from.", "FILE.pem");
    private readonly Option<bool> _trace = Take.Switch("--dashboard-trace", "Shows the live log in the dashboard.");

    public SiloCommand(Surroundings world)
        : base("A silo of an OrleansTicks cluster: every stream runs once, on one of its silos.")
    {
        _node.AddTo(this);
        foreach (var option in new Option[] { _siloPort, _siloListen, _gatewayPort, _advertise, _certificate, _key, _authority, _trace, _api.Key }) Add(option);
        SetAction((parsed, cancellationToken) =>
        {
            var settings = _node.Read(parsed, world, _api.KeyOf(parsed));
            var options = new SiloOptions
            {
                SiloPort = parsed.GetValue(_siloPort) ?? 11_111,
                SiloListenPort = parsed.GetValue(_siloListen),
                GatewayPort = parsed.GetValue(_gatewayPort) ?? 30_000,
                Advertise = parsed.GetValue(_advertise),
                Certificate = parsed.GetValue(_certificate),
                CertificateKey = parsed.GetValue(_key),
                Authority = parsed.GetValue(_authority),
                ShowsTrace = parsed.GetValue(_trace),
            };
            return new UpRun(world, settings, loggers => new SiloCluster(options, settings.Node, world.Time, loggers)).RunAsync(cancellationToken);
        });
    }
}
