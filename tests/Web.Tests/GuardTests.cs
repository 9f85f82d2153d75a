namespace OrleansTicks.Web.Tests;

public sealed class GuardTests
{
    private const string Secret = "a-long-secret-key-0123456789";

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST:1", true)]
    [InlineData("127.0.0.1:5080", true)]
    [InlineData("[::1]:5080", true)]
    [InlineData("evil.example", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("127.0.0.1.evil.example:5080", false)]
    [InlineData("192.168.1.5", false)]
    [InlineData("0.0.0.0", false)]
    public async Task Only_loopback_names_reach_a_loopback_address(string host, bool allowed)
    {
        await using var api = await ApiFixture.StartAsync();
        foreach (var path in new[] { "/livez", "/metrics", "/api/v1/streams", "/api/v1/events" })
        {
            var (status, body) = await api.GetAsync(path, ("Host", host));
            Assert.Equal(allowed ? 200 : 400, status);
            if (!allowed) Assert.Equal("host_not_allowed", body.GetProperty("code").GetString());
        }
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("http://localhost:1")]
    [InlineData("https://127.0.0.1:{port}")]
    [InlineData("http://127.0.0.1:{port}.evil.example")]
    public async Task A_foreign_or_null_origin_is_refused(string origin)
    {
        await using var api = await ApiFixture.StartAsync(options => options with { Key = ApiKey.Parse(Secret) });
        var header = ("Origin", origin.Replace("{port}", api.Address.Port.ToString(), StringComparison.Ordinal));
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post, HttpMethod.Options })
        {
            var (status, body) = await api.SendAsync(method, "/api/v1/streams", null, header, (KeyGuard.Header, Secret));
            Assert.Equal(403, status);
            Assert.Equal("origin_not_allowed", body.GetProperty("code").GetString());
        }
    }

    [Fact]
    public async Task The_own_origin_passes_and_no_answer_allows_sharing()
    {
        await using var api = await ApiFixture.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/streams");
        request.Headers.Add("Origin", api.Address.GetLeftPart(UriPartial.Authority));
        using var response = await api.Client.SendAsync(request, ApiFixture.Cancellation);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Every_route_but_livez_and_the_page_asks_for_the_key()
    {
        await using var api = await ApiFixture.StartAsync(options => options with { Key = ApiKey.Parse(Secret) });
        var routes = Inventory();
        Assert.True(routes.Count >= 12, $"only {routes.Count} routes");
        foreach (var (method, path) in routes)
        {
            var (status, _) = await api.SendAsync(new HttpMethod(method), path);
            Assert.Equal(path == "/livez" || PageTests.Parts.Contains(path) ? 200 : 401, status);
        }

        Assert.Equal(401, (await api.GetAsync("/nothing/here")).Status);
        Assert.Equal(401, (await api.SendAsync(HttpMethod.Delete, "/livez/")).Status);
    }

    [Fact]
    public async Task The_right_key_opens_by_either_header()
    {
        await using var api = await ApiFixture.StartAsync(options => options with { Key = ApiKey.Parse(Secret + "\n") });
        Assert.Equal(200, (await api.GetAsync("/api/v1/streams", ("Authorization", $"Bearer {Secret}"))).Status);
        Assert.Equal(200, (await api.GetAsync("/api/v1/streams", ("X-Api-Key", Secret))).Status);
    }

    [Theory]
    [InlineData("Authorization", "Bearer wrong-wrong-wrong-wrong")]
    [InlineData("Authorization", "Basic " + Secret)]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("X-Api-Key", "")]
    [InlineData("X-Api-Key", Secret + "x")]
    public async Task A_wrong_key_is_refused_without_being_repeated(string header, string value)
    {
        await using var api = await ApiFixture.StartAsync(options => options with { Key = ApiKey.Parse(Secret) });
        var (status, body) = await api.GetAsync("/api/v1/streams", (header, value));
        Assert.Equal(401, status);
        Assert.DoesNotContain("wrong", body.GetRawText());
        Assert.DoesNotContain(Secret, body.GetRawText());
    }

    [Fact]
    public async Task A_key_in_the_query_is_refused_even_beside_a_right_one()
    {
        await using var api = await ApiFixture.StartAsync(options => options with { Key = ApiKey.Parse(Secret) });
        foreach (var query in new[] { "?api_key=" + Secret, "?token=" + Secret, "?KEY=x" })
        {
            Assert.Equal(401, (await api.GetAsync("/api/v1/streams" + query)).Status);
            Assert.Equal(401, (await api.GetAsync("/api/v1/streams" + query, ("X-Api-Key", Secret))).Status);
        }
    }

    [Theory]
    [InlineData("GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n", 404)]
    [InlineData("DELETE /api/v1/streams HTTP/1.1\r\nHost: localhost\r\n\r\n", 405)]
    [InlineData("TRACE /livez HTTP/1.1\r\nHost: localhost\r\n\r\n", 405)]
    [InlineData("GET /api/v1/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n", 404)]
    [InlineData("GET /livez HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /livez HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", 400)]
    [InlineData("POST /api/v1/streams HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n0\r\n\r\n", 400)]
    [InlineData("GARBAGE\r\n\r\n", 400)]
    public async Task What_no_honest_client_sends_gets_a_4xx(string request, int expected)
    {
        await using var api = await ApiFixture.StartAsync();
        Assert.StartsWith($"HTTP/1.1 {expected}", await api.RawAsync(request), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_beyond_16_KiB_are_refused()
    {
        await using var api = await ApiFixture.StartAsync();
        var line = await api.RawAsync($"GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Much: {new string('x', 17 << 10)}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 431", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bare_404_is_a_problem_too()
    {
        await using var api = await ApiFixture.StartAsync();
        using var response = await api.Client.GetAsync("/api/v2/streams", ApiFixture.Cancellation);
        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal(Problem.MediaType, response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_fault_inside_is_500_without_a_stack()
    {
        await using var api = await ApiFixture.StartAsync();
        api.Control.OnStart = _ => throw new InvalidOperationException("canary at line 7");
        var (status, body) = await api.PostAsync("/api/v1/streams", """{"key":"a"}""");
        Assert.Equal(500, status);
        Assert.DoesNotContain("canary", body.GetRawText());
        Assert.Equal(["type", "title", "status", "detail", "code"], body.EnumerateObject().Select(field => field.Name));
    }

    [Fact]
    public async Task A_flood_gets_429_and_leaves_the_key_holder_alone()
    {
        await using var api = await ApiFixture.StartAsync(options => options with { Key = ApiKey.Parse(Secret), RequestsPerSecond = 3 });
        var flood = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => api.Client.GetAsync("/api/v1/streams", ApiFixture.Cancellation)));

        Assert.Contains(flood, response => (int)response.StatusCode == 429);
        Assert.All(flood.Where(response => (int)response.StatusCode == 429), response => Assert.NotNull(response.Headers.RetryAfter));
        Assert.Equal(200, (await api.GetAsync("/api/v1/streams", ("X-Api-Key", Secret))).Status);
    }

    /// <summary>Every route that is mapped, with something in the place of its parameters.</summary>
    private static List<(string Method, string Path)> Inventory() =>
    [
        .. from route in Routes.Mapped()
        select (route.Method, route.Path.Replace("{key}", "swing-7f3a", StringComparison.Ordinal).Replace("{number:int:min(0)}", "0", StringComparison.Ordinal)),
    ];
}
