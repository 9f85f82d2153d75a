using System.Text.RegularExpressions;

namespace OrleansTicks.Web.Tests;

public sealed partial class PageTests
{
    public static readonly string[] Parts = ["/", "/app.css", "/app.js", "/board.js", "/events.js", "/live.js", "/prices.js", "/show.js", "/icon.svg"];

    [Fact]
    public async Task Each_part_comes_with_its_type_and_a_strict_policy()
    {
        await using var api = await ApiFixture.StartAsync();
        foreach (var path in Parts)
        {
            using var response = await api.Client.GetAsync(path, ApiFixture.Cancellation);
            Assert.Equal(200, (int)response.StatusCode);
            var type = path == "/" ? "text/html" : path.EndsWith(".js", StringComparison.Ordinal) ? "text/javascript" : path.EndsWith(".css", StringComparison.Ordinal) ? "text/css" : "image/svg+xml";
            Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
            Assert.Equal("default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        }
    }

    [Fact]
    public async Task Nothing_is_inline_and_nothing_comes_from_elsewhere()
    {
        await using var api = await ApiFixture.StartAsync();
        var html = await api.Client.GetStringAsync("/", ApiFixture.Cancellation);
        Assert.DoesNotMatch(Inline(), html);
        Assert.All(Links().Matches(html).Select(match => match.Groups["to"].Value), to => Assert.StartsWith("/", to, StringComparison.Ordinal));
        Assert.Contains(Links().Matches(html), match => match.Groups["to"].Value == "/app.js");
    }

    [Fact]
    public async Task No_script_makes_html_of_text()
    {
        await using var api = await ApiFixture.StartAsync();
        foreach (var path in Parts.Where(path => path.EndsWith(".js", StringComparison.Ordinal)))
        {
            var script = await api.Client.GetStringAsync(path, ApiFixture.Cancellation);
            Assert.DoesNotMatch(Html(), script);
            Assert.All(Imports().Matches(script).Select(match => match.Groups["from"].Value), from => Assert.Contains(from[1..], Parts));
        }
    }

    [Fact]
    public async Task The_page_is_open_where_the_data_is_not()
    {
        await using var api = await ApiFixture.StartAsync(options => options with { Key = ApiKey.Parse("a-long-secret-key-0123456789") });
        Assert.Equal(200, (await api.GetAsync("/")).Status);
        foreach (var path in new[] { "/api/v1/stream/quotes?board=1", "/api/v1/events", "/openapi.json" }) Assert.Equal(401, (await api.GetAsync(path, ("Accept", "text/event-stream"))).Status);
        Assert.Equal(401, (await api.GetAsync("/?key=a-long-secret-key-0123456789")).Status);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    public async Task Live_streams_are_for_this_origin_alone(string origin)
    {
        await using var api = await ApiFixture.StartAsync();
        foreach (var path in new[] { "/", "/api/v1/stream/quotes", "/api/v1/events" })
        {
            var (status, body) = await api.GetAsync(path, ("Accept", "text/event-stream"), ("Origin", origin));
            Assert.Equal((403, "origin_not_allowed"), (status, body.GetProperty("code").GetString()));
        }
    }

    [GeneratedRegex("<script(?![^>]*\\ssrc=)|<style|\\sstyle=|\\son[a-z]+=|javascript:", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Inline();

    [GeneratedRegex("(?:src|href)=\"(?<to>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Links();

    [GeneratedRegex("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|createContextualFragment|DOMParser|\\beval\\b|new Function", RegexOptions.None, 1000)]
    private static partial Regex Html();

    [GeneratedRegex("from '(?<from>[^']+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Imports();
}
