using OrleansTicks.Core;

namespace OrleansTicks.Core.Tests.Streaming;

public sealed class GroupKeyTests
{
    [Theory]
    [InlineData("TYPE:swing|ids:3,1,2,2", "type:swing|ids:1,2,3")]
    [InlineData("ids:10,9,010|type:Swing", "type:swing|ids:9,10")]
    [InlineData("type:x|ids:b,a,10", "type:x|ids:10,a,b")]
    [InlineData("feed:sim|set:1a2b3c4d", "feed:sim|set:1a2b3c4d")]
    public void Spellings_of_one_group_are_one_key(string text, string canonical) => Assert.Equal(canonical, GroupKey.Parse(text).Text);

    [Theory]
    [InlineData("")]
    [InlineData("'; drop table tick;--")]
    [InlineData("../../x")]
    [InlineData("type:swing|type:other")]
    [InlineData("😀")]
    [InlineData("a b")]
    public void What_is_no_key_is_refused_with_what_would_be(string text)
    {
        Assert.False(GroupKey.TryParse(text, out _, out var error));
        Assert.NotEmpty(error);
    }

    [Fact]
    public void A_key_of_191_characters_is_too_long() => Assert.False(GroupKey.TryParse(new string('a', 191), out _, out _));

    [Fact]
    public void A_stream_key_reads_back()
    {
        var key = new StreamKey(GroupKey.Parse("type:swing|ids:1,2"), 3);
        Assert.True(StreamKey.TryParse(key.ToString(), out var read));
        Assert.Equal(key, read);
        Assert.Matches("^swing-[0-9a-f]{4}$", key.Group.ShortId);
    }

    [Fact]
    public void The_order_of_symbols_does_not_make_another_group() => Assert.Equal(GroupKey.OfSymbols("sim", ["A", "B"]), GroupKey.OfSymbols("sim", ["B", "A", "A"]));
}
