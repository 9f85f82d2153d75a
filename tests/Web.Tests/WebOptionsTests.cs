using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OrleansTicks.Testing;

namespace OrleansTicks.Web.Tests;

public sealed class WebOptionsTests
{
    [Theory]
    [InlineData("http://0.0.0.0:5080")]
    [InlineData("http://192.168.1.5:5080")]
    [InlineData("http://[::]:5080")]
    public void An_address_beyond_loopback_needs_a_key(string listen)
    {
        var fault = Assert.Single(new WebOptions { Listen = listen }.Faults());
        Assert.Contains("--listen", fault);
        Assert.Contains("--api-key @FILE", fault);
        Assert.Empty(new WebOptions { Listen = listen, Key = ApiKey.Parse("0123456789abcdef") }.Faults());
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080")]
    [InlineData("http://127.0.0.2:0")]
    [InlineData("http://localhost:5080")]
    [InlineData("http://[::1]:5080")]
    public void A_loopback_address_needs_none(string listen) => Assert.Empty(new WebOptions { Listen = listen }.Faults());

    [Theory]
    [InlineData("")]
    [InlineData("127.0.0.1:5080")]
    [InlineData("http://")]
    [InlineData("http://db.example:5080")]
    [InlineData("http://*:5080")]
    [InlineData("http://127.0.0.1:70000")]
    [InlineData("http://127.0.0.1:5080/api")]
    [InlineData("http://me:secret@127.0.0.1:5080")]
    [InlineData("https://127.0.0.1:5080")]
    [InlineData("unix:/tmp/x")]
    public void Anything_else_is_refused_by_name(string listen) => Assert.Contains("--listen", Assert.Single(new WebOptions { Listen = listen }.Faults()));

    [Fact]
    public void All_faults_stand_in_one_message()
    {
        var exception = Assert.Throws<OptionsValidationException>(() => new WebOptions { Listen = "x", RequestsPerSecond = 0, MaxBody = 1, MaxHeaders = 1, MaxListeners = 901 }.Validate());
        Assert.Equal(5, exception.Failures.Count());
        Assert.All(["--listen", "RequestsPerSecond", "MaxBody", "MaxHeaders", "MaxListeners"], word => Assert.Contains(word, exception.Message));
    }

    [Fact]
    public async Task A_taken_port_names_the_option()
    {
        await using var first = await ApiFixture.StartAsync();
        var source = new ApiSource { Streams = new FakeControl(), OpenReader = _ => throw new InvalidOperationException() };
        var exception = await Assert.ThrowsAsync<ListenException>(() => TicksServer.StartAsync(
            new WebOptions { Listen = $"http://127.0.0.1:{first.Address.Port}" }, source, new FakeTime(), NullLoggerFactory.Instance, ApiFixture.Cancellation));
        Assert.Contains("taken", exception.Message);
        Assert.Contains("--listen", exception.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("with a space in the middle")]
    [InlineData("two lines\nof sixteen characters")]
    public void A_poor_key_is_refused_without_being_shown(string text)
    {
        var exception = Assert.Throws<FormatException>(() => ApiKey.Parse(text));
        if (text.Length > 0) Assert.DoesNotContain(text, exception.Message);
    }

    [Fact]
    public void A_key_keeps_no_readable_copy_of_itself()
    {
        var key = ApiKey.Parse("0123456789abcdef");
        Assert.True(key.Matches("0123456789abcdef"));
        Assert.False(key.Matches("0123456789abcdeF"));
        Assert.False(key.Matches(null));
        Assert.Equal("***", key.ToString());
    }
}
