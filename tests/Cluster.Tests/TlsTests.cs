using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using OrleansTicks.Silo;

namespace OrleansTicks.Cluster.Tests;

/// <summary>Silos talk TLS, and let in who shows a certificate of their own authority.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ticks-tls-").FullName;
    private readonly X509Certificate2 _ours = Authority("ours"), _others = Authority("others");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _ours.Dispose();
        _others.Dispose();
    }

    [Fact(Timeout = 180_000)]
    public async Task Silos_of_one_authority_are_one_cluster_and_strangers_are_not_let_in()
    {
        await using var cluster = await TestCluster.StartAsync(silos: 2, new TestSiloOptions { Tls = Files("silo", _ours, _ours) });
        await cluster.RunAsync(cluster.Silos[0], symbols: 10);
        await cluster.Until(() => cluster.Silos.All(silo => silo.Owned == 1));

        var port = cluster.Silos[0].SiloPort;
        Assert.True(await IsLetInAsync(port, Certificate(_ours)));
        Assert.False(await IsLetInAsync(port, null));
        Assert.False(await IsLetInAsync(port, Certificate(_others)));
        Assert.False(await IsLetInAsync(port, Certificate(_ours, days: -1)));
        Assert.False(await IsLetInAsync(port, Certificate(_ours, server: false)));
    }

    [Fact]
    public void A_certificate_that_the_others_would_refuse_is_refused_at_the_start()
    {
        Assert.Empty(Faults(Files("good", _ours, _ours)));
        Assert.Contains("is not one that the other silos let in", Assert.Single(Faults(Files("other", _others, _ours))), StringComparison.Ordinal);
        Assert.Contains("is not one that the other silos let in", Assert.Single(Faults(Files("old", _ours, _ours, days: -1))), StringComparison.Ordinal);
        var broken = Files("broken", _ours, _ours);
        File.WriteAllText(broken.Key, "no key");
        Assert.Contains("cannot be read as PEM", Assert.Single(Faults(broken)), StringComparison.Ordinal);

        static List<string> Faults((string Certificate, string Key, string Authority) files) =>
            [.. SiloTls.Faults(new SiloOptions { Certificate = files.Certificate, CertificateKey = files.Key, Authority = files.Authority })];
    }

    [Fact]
    public void All_that_is_wrong_with_the_options_is_said_at_once()
    {
        var faults = new SiloOptions { SiloPort = 5, GatewayPort = 5, Certificate = "/nowhere.pem", Advertise = "no such host" }.Faults().ToList();
        Assert.Equal(4, faults.Count);
        Assert.Contains(faults, fault => fault.Contains("must differ", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("belong together", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("/nowhere.pem does not exist", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("--advertise no such host", StringComparison.Ordinal));
    }

    /// <summary>Shakes hands as a silo would. A server that refuses the certificate closes; one that takes it waits for what comes, or speaks.</summary>
    private static async Task<bool> IsLetInAsync(int port, X509Certificate2? own)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, Cancellation);
        await using var tls = new SslStream(client.GetStream(), false, (_, _, _, _) => true);
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "silo", ClientCertificates = own is null ? null : [own] }, Cancellation);
            // Not a preamble of Orleans: whoever was let in is sent away for that, after its first bytes were read.
            await tls.WriteAsync(new byte[] { 0, 0, 0, 0 }, Cancellation);
            return await tls.ReadAsync(new byte[64], Cancellation) > 0;
        }
        catch (Exception refused) when (refused is IOException or AuthenticationException)
        {
            return false;
        }
        finally
        {
            own?.Dispose();
        }
    }

    private (string Certificate, string Key, string Authority) Files(string name, X509Certificate2 issuer, X509Certificate2 authority, int days = 30)
    {
        using var certificate = Certificate(issuer, days);
        var files = (Path.Combine(_folder, $"{name}.pem"), Path.Combine(_folder, $"{name}.key"), Path.Combine(_folder, $"{name}.ca"));
        File.WriteAllText(files.Item1, certificate.ExportCertificatePem());
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(files.Item2, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(files.Item3, authority.ExportCertificatePem());
        return files;
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-60), now.AddDays(60));
    }

    private static X509Certificate2 Certificate(X509Certificate2 issuer, int days = 30, bool server = true)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=silo", key, HashAlgorithmName.SHA256);
        var uses = new OidCollection { new("1.3.6.1.5.5.7.3.2") };
        if (server) uses.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(uses, false));
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.Create(issuer, now.AddDays(-30), now.AddDays(days), RandomNumberGenerator.GetBytes(8));
        return made.CopyWithPrivateKey(key);
    }
}
