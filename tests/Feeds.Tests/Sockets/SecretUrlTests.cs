namespace OrleansTicks.Feeds.Tests;

public sealed class SecretUrlTests
{
    [Theory]
    [InlineData("ws://127.0.0.1:9001/stream/{stream}", "ws://127.0.0.1:9001/stream/{stream}", false)]
    [InlineData("wss://h/feed?token=abc&clientId=1", "wss://h/feed", true)]
    [InlineData("wss://user:p%40ss@h:8443/feed", "wss://h:8443/feed", true)]
    [InlineData("wss://h?token=a/b@c", "wss://h", true)]
    [InlineData("wss://user:p@h", "wss://h", true)]
    [InlineData("wss://h/a@b", "wss://h/a@b", false)]
    public void Only_scheme_host_port_and_path_are_shown(string text, string shown, bool secret)
    {
        var url = SecretUrl.Parse(text);
        Assert.Equal(shown, url.ToString());
        Assert.Equal(secret, url.HasSecrets);
    }

    [Theory]
    [InlineData("http://h/feed?token=abcdef")]
    [InlineData("h/feed?token=abcdef")]
    [InlineData("ws://")]
    [InlineData("file:///etc/abcdef")]
    [InlineData("wss://h/x#abcdef")]
    [InlineData("")]
    [InlineData("wss://user:ab@cdef@h/abcdef")]
    public void What_is_no_address_is_refused_without_repeating_it(string text) =>
        Assert.DoesNotContain("abcdef", Assert.Throws<FormatException>(() => SecretUrl.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_number_of_the_stream_is_filled_in()
    {
        var url = SecretUrl.Parse("ws://h/s/{stream}?n={stream}&key=hush");
        Assert.Equal("ws://h/s/7?n=7&key=hush", url.Reveal(7).ToString());
        Assert.Equal("ws://h/s/7", url.Show(7));
        Assert.True(url.NamesStream);
    }

    [Fact]
    public void Its_secrets_are_taken_out_of_what_others_say()
    {
        var url = SecretUrl.Parse("wss://user1:p%40ssword@h/s?token=eyJhbGciOi&v=2");
        Assert.Equal("bad *** of *** with ***, version 2", url.Scrub("bad eyJhbGciOi of USER1 with p@ssword, version 2"));
    }
}
