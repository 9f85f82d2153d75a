using System.Net;

namespace OrleansTicks.Web;

/// <summary>A listening address, read from <c>http://ADDRESS:PORT</c>.</summary>
/// <param name="Ip">What to bind to.</param>
/// <param name="Port">0 = any free one.</param>
internal sealed record ListenAddress(IPAddress Ip, int Port)
{
    public bool IsLoopback => IPAddress.IsLoopback(Ip);

    /// <summary>Names would be resolved, perhaps to every address of the machine, so only <c>localhost</c> is taken.</summary>
    public static bool TryParse(string text, out ListenAddress address, out string fault)
    {
        address = null!;
        fault = $"--listen {text.ReplaceLineEndings(" ")} is no address to listen on: give http://ADDRESS:PORT with an IP address or localhost, as in {WebOptions.DefaultListen}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || uri.PathAndQuery.Length > 1) return false;
        if (uri.Scheme == Uri.UriSchemeHttps)
        {
            fault = $"--listen {text} asks for TLS, which this node does not speak: listen on http://… and put a proxy with a certificate before it";
            return false;
        }

        if (uri.Scheme != Uri.UriSchemeHttp) return false;
        if (uri.Host == "localhost") address = new ListenAddress(IPAddress.Loopback, uri.Port);
        else if (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip)) address = new ListenAddress(ip, uri.Port);
        return address is not null;
    }
}
