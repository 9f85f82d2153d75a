using Microsoft.Playwright;

namespace OrleansTicks.Web.Tests;

/// <summary>The system's Chromium with one page open, and everything that the page complained of.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser, IPage page)
    {
        (_playwright, _browser, Page) = (playwright, browser, page);
        page.Console += (_, message) =>
        {
            if (message.Type == "error") Complaints.Enqueue(message.Text);
        };
        page.PageError += (_, fault) => Complaints.Enqueue(fault);
    }

    public IPage Page { get; }

    /// <summary>Errors of scripts and violations of the content policy among them.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Complaints { get; } = [];

    public static async Task<Browser> OpenAsync()
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "no Chromium here (apt-get install chromium): the page is not looked at");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = program, Args = ["--no-sandbox"] });
        return new Browser(playwright, browser, await browser.NewPageAsync());
    }

    /// <summary>Waits until the text of what the selector finds is, or holds, <paramref name="text"/>.</summary>
    public Task ShowsAsync(string selector, string text) => Assertions.Expect(Page.Locator(selector)).ToContainTextAsync(text, new LocatorAssertionsToContainTextOptions { Timeout = 20_000 });

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
