using OrleansTicks.Core;

namespace OrleansTicks.Web.Tests;

/// <summary>The page as a person meets it, in a real browser.</summary>
public sealed class BrowserTests
{
    private const string Secret = "a-long-secret-key-0123456789";
    private const string Hostile = "NSE:<script>document.title='owned'</script><img src=x onerror=document.title='owned'>";

    [Fact]
    public async Task It_shows_board_prices_and_events_and_hostile_names_stay_text()
    {
        await using var browser = await Browser.OpenAsync();
        await using var api = await ApiFixture.StartAsync(realTime: true);
        api.Control.Streams.AddRange([Some.Status(0), Some.Status(1, StreamState.Parked) with { Detail = "<b>the venue refused the key</b>" }]);
        api.Control.Node = new NodeTotals { Received = 90_000, Stored = 89_990, Gaps = 3 };
        api.Control.Show(Some.Latest(FakeReader.Btc), Some.Latest(new Instrument(9, Hostile)));
        api.Reader.Tell(new StreamEvent(1, Some.Now, "type:swing|ids:1,2/1", "alpha", "parked", "auth", "<img src=x onerror=document.title='owned'>"));

        await browser.Page.GotoAsync(api.Address.ToString());
        await browser.ShowsAsync("#ready", "ready");
        await browser.ShowsAsync("#node", "alpha");
        await browser.ShowsAsync("#tiles", "1/2");
        await browser.ShowsAsync("#streams tr:nth-child(1)", "running");
        await browser.ShowsAsync("#streams tr:nth-child(2)", "parked");
        await browser.ShowsAsync("#notice", "<b>the venue refused the key</b>");
        await browser.ShowsAsync("#prices tr:nth-child(1)", "55123.45");
        await browser.ShowsAsync("#prices tr:nth-child(2)", Hostile);
        await browser.ShowsAsync("#events", "<img src=x onerror=document.title='owned'>");
        Assert.Equal("OrleansTicks", await browser.Page.TitleAsync());
        Assert.Equal(0, await browser.Page.Locator("#prices img, #prices script, #events img, #notice b").CountAsync());

        api.Control.Show(Some.Latest(FakeReader.Btc) with { Quote = null, Trade = Some.Latest(FakeReader.Btc).Trade!.Value with { Price = 5600001, Identity = 992 } });
        api.Reader.Tell(new StreamEvent(2, Some.Now, null, "alpha", "node-up", null, null));
        await browser.ShowsAsync("#prices tr:nth-child(1)", "56000.01");
        await browser.ShowsAsync("#events li:nth-child(1)", "node-up");

        await browser.Page.FillAsync("#search", "btc");
        await browser.ShowsAsync("#count", "1 of 2");
        Assert.Equal(1, await browser.Page.Locator("#prices tr").CountAsync());
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task When_the_node_is_silent_it_says_unknown()
    {
        await using var browser = await Browser.OpenAsync();
        var api = await ApiFixture.StartAsync(realTime: true);
        api.Control.Streams.Add(Some.Status(0));
        await browser.Page.GotoAsync(api.Address.ToString());
        await browser.ShowsAsync("#ready", "ready");
        await browser.ShowsAsync("#streams", "running");

        await api.DisposeAsync();
        await browser.ShowsAsync("#ready", "unknown");
        await browser.ShowsAsync("#age", "the node cannot be reached");
        Assert.Equal("lost", await browser.Page.GetAttributeAsync("body", "data-link"));
    }

    [Fact]
    public async Task It_asks_for_the_key_and_keeps_it_out_of_addresses()
    {
        await using var browser = await Browser.OpenAsync();
        await using var api = await ApiFixture.StartAsync(options => options with { Key = ApiKey.Parse(Secret) }, realTime: true);
        api.Control.Streams.Add(Some.Status(0));
        var asked = new List<string>();
        browser.Page.Request += (_, request) =>
        {
            lock (asked) asked.Add(request.Url);
        };

        await browser.Page.GotoAsync(api.Address.ToString());
        await browser.Page.FillAsync("#key", "wrong-wrong-wrong-wrong");
        await browser.Page.ClickAsync("#key-form button");
        await browser.ShowsAsync("#key-fault", "That is not its key.");
        Assert.False(await browser.Page.IsVisibleAsync("#main"));

        await browser.Page.FillAsync("#key", Secret);
        await browser.Page.PressAsync("#key", "Enter");
        await browser.ShowsAsync("#streams", "running");
        Assert.False(await browser.Page.IsVisibleAsync("#key-form"));
        await browser.Page.ReloadAsync();
        await browser.ShowsAsync("#streams", "running");
        lock (asked) Assert.All(asked, address => Assert.DoesNotContain(Secret, address));
        Assert.Equal(api.Address, new Uri(browser.Page.Url));
    }
}
