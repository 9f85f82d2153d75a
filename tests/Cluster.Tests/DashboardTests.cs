using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OrleansTicks.Web;

namespace OrleansTicks.Cluster.Tests;

/// <summary>The dashboard lives in the silo and is reached through the node's own server, behind its guards.</summary>
public sealed class DashboardTests
{
    private const string Key = "a-key-of-the-tests-0123456789";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task Every_route_of_it_refuses_without_the_key_and_shows_itself_with_it()
    {
        await using var cluster = await TestCluster.StartAsync(silos: 1, new TestSiloOptions { Key = ApiKey.Parse(Key) });
        var silo = cluster.Silos[0];
        var routes = silo.Cluster.Services!.GetServices<EndpointDataSource>().SelectMany(data => data.Endpoints).OfType<RouteEndpoint>().Select(endpoint => Fill(endpoint.RoutePattern.RawText!)).Distinct().ToList();
        Assert.True(routes.Count > 15, $"{routes.Count} routes");
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = silo.Address };
        foreach (var route in routes.Append("/dashboard/nothing"))
        {
            using var refused = await http.GetAsync(route, Cancellation);
            Assert.True(refused.StatusCode is HttpStatusCode.Unauthorized, $"{route}: {refused.StatusCode}");
            Assert.Equal("Basic", refused.Headers.WwwAuthenticate.Single().Scheme);
        }

        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("me:wrong-key-of-the-tests")));
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/dashboard/", Cancellation)).StatusCode);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"me:{Key}")));
        Assert.Contains("Orleans Dashboard", await http.GetStringAsync("/dashboard/", Cancellation), StringComparison.Ordinal);
        await cluster.Until(async () => (await http.GetStringAsync("/dashboard/DashboardCounters", Cancellation)).Contains(silo.Name, StringComparison.Ordinal));
        Assert.True((await http.GetByteArrayAsync("/dashboard/index.min.js", Cancellation)).Length > 100_000);
        // That way in is the dashboard's alone: a browser sends such a password to every path of a host.
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/api/v1/streams", Cancellation)).StatusCode);

        static string Fill(string pattern) => "/" + string.Join('/', pattern.TrimStart('/').Split('/').Select(part => part.StartsWith('{') ? "1" : part));
    }
}
