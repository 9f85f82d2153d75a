using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;
using Orleans.Hosting;

namespace OrleansTicks.Silo;

/// <summary>TLS between silos: each shows a certificate, and only those of one authority of our own are let in. The system's authorities do not count.</summary>
internal static class SiloTls
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1", ClientUse = "1.3.6.1.5.5.7.3.2";

    public static void UseOwnAuthority(this ISiloBuilder silo, SiloOptions options)
    {
        var (own, authority) = Load(options);
        silo.UseTls(own, tls =>
        {
            tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
            tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
            tls.RemoteCertificateValidation = (certificate, _, _) => IsOurs(certificate, authority);
            // The certificate is held against the authority, not against a name: silos are known by address.
            tls.OnAuthenticateAsClient = (_, client) => client.TargetHost = own.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        });
    }

    /// <summary>It comes from the authority, is valid now, and may be used by both ends of a connection.</summary>
    public static bool IsOurs(X509Certificate2 certificate, X509Certificate2 authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerUse));
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientUse));
        return chain.Build(certificate);
    }

    /// <summary>What is wrong with the files, a sentence each.</summary>
    public static IEnumerable<string> Faults(SiloOptions options)
    {
        string? fault = null;
        try
        {
            var (own, authority) = Load(options);
            if (!IsOurs(own, authority))
                fault = $"--tls-certificate {options.Certificate} is not one that the other silos let in: it must come from {options.Authority}, be valid today, and serve both TLS server and TLS client";
        }
        catch (CryptographicException unreadable)
        {
            fault = $"--tls-certificate, --tls-key or --tls-ca cannot be read as PEM: {unreadable.Message}";
        }

        if (fault is not null) yield return fault;
    }

    private static (X509Certificate2 Own, X509Certificate2 Authority) Load(SiloOptions options) =>
        (X509Certificate2.CreateFromPemFile(options.Certificate!, options.CertificateKey), X509Certificate2.CreateFromPem(File.ReadAllText(options.Authority!)));
}
