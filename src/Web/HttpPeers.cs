using System.Net.Http.Json;
using System.Text.Json;
using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>Asks other nodes over their API whether they reach the store. Shows them the nodes' secret, and trusts no redirect.</summary>
public sealed class HttpPeers : IPeers, IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(1) })
    {
        MaxResponseContentBufferSize = 4 << 10,
        Timeout = TimeSpan.FromSeconds(1),
    };

    /// <param name="secret">What the nodes of one store show each other.</param>
    public HttpPeers(string secret) => _http.DefaultRequestHeaders.Add(StoreRoutes.NodeHeader, secret);

    public async Task<StoreReach?> AskAsync(NodeCard peer, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(peer.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")) return null;
        try
        {
            using var response = await _http.GetAsync(new Uri(url, StoreRoutes.Path), cancellationToken);
            if (!response.IsSuccessStatusCode) return null;
            var view = await response.Content.ReadFromJsonAsync(ApiJson.Default.StoreView, cancellationToken);
            return view is null ? null : new StoreReach(view.Reachable, TimeSpan.FromMilliseconds(view.AgeMs));
        }
        catch (Exception silent) when (silent is HttpRequestException or OperationCanceledException or JsonException or NotSupportedException)
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();
}
