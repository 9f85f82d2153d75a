using System.Net;
using System.Net.Sockets;

namespace OrleansTicks.Silo;

/// <summary>Where a silo is found and how it proves who it is. Checked at the start, with every fault in one message.</summary>
internal sealed record SiloOptions
{
    /// <summary>Where the other silos reach it, 1 to 65,535. The same at every start, so that a silo that comes back takes its own place.</summary>
    public int SiloPort { get; init; } = 11_111;

    /// <summary>Where it listens for the other silos, when <see cref="SiloPort"/> leads here by another port; null = the same.</summary>
    public int? SiloListenPort { get; init; }

    /// <summary>Where clients of the cluster reach it.</summary>
    public int GatewayPort { get; init; } = 30_000;

    /// <summary>The address that the others use, a name or an IP address; null = loopback, and it listens there only.</summary>
    public string? Advertise { get; init; }

    /// <summary>PEM file of its certificate; null = silos talk in the clear.</summary>
    public string? Certificate { get; init; }

    /// <summary>PEM file of the certificate's private key.</summary>
    public string? CertificateKey { get; init; }

    /// <summary>PEM file of the authority that every silo's certificate must come from.</summary>
    public string? Authority { get; init; }

    /// <summary>Shows the live log in the dashboard.</summary>
    public bool ShowsTrace { get; init; }

    /// <summary>False only where a test wants to see what the sweeps do alone.</summary>
    public bool UsesReminders { get; init; } = true;

    /// <summary>Connections to PostgreSQL for membership, reminders and health history, at most; ticks have their own.</summary>
    public const int Connections = 6;

    public bool UsesTls => Certificate is not null;

    /// <summary>What is wrong, a sentence each.</summary>
    public IEnumerable<string> Faults()
    {
        if (SiloPort == GatewayPort) yield return $"--silo-port and --gateway-port are both {SiloPort}; they must differ";
        if (new[] { Certificate, CertificateKey, Authority }.Count(file => file is not null) is 1 or 2)
            yield return "--tls-certificate, --tls-key and --tls-ca belong together: give all three, or none";
        foreach (var (option, file) in new[] { ("--tls-certificate", Certificate), ("--tls-key", CertificateKey), ("--tls-ca", Authority) })
        {
            if (file is not null && !File.Exists(file)) yield return $"{option} {file} does not exist";
        }

        if (Advertise is not null && Resolve() is null) yield return $"--advertise {Advertise} is no IP address, and no name that leads to one";
    }

    /// <summary>The address that the others use; null when the name leads nowhere.</summary>
    public IPAddress? Resolve()
    {
        if (Advertise is null) return IPAddress.Loopback;
        if (IPAddress.TryParse(Advertise, out var address)) return address;
        try
        {
            var all = Dns.GetHostAddresses(Advertise);
            return all.FirstOrDefault(one => one.AddressFamily is AddressFamily.InterNetwork) ?? all.FirstOrDefault();
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
