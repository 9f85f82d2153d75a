namespace OrleansTicks.Feeds.Tests;

public sealed class JsonFieldsTests
{
    [Theory]
    [InlineData("symbol=symbol,price=ltp,size=qty,time=ts:ns,id=seq")]
    [InlineData("symbol=s,price=p")]
    [InlineData("symbol=data.s,price=data.p,time=data.t:ms")]
    [InlineData("symbol=a:b,price=p,time=x:y:s")]
    public void The_text_form_goes_there_and_back(string text) => Assert.Equal(text, JsonFields.Parse(text).ToString());

    [Theory]
    [InlineData("", "no name=field")]
    [InlineData("symbol=s", "symbol and price")]
    [InlineData("symbol=s,price", "'price' is no name=field")]
    [InlineData("symbol=s,prize=p", "'prize' is none of symbol, price, size, time, id")]
    [InlineData("symbol=s,price=p,price=q", "price stands twice")]
    [InlineData("symbol=s,price=p,time=t", "time=NAME:s, :ms, :us or :ns")]
    [InlineData("symbol=s,price=p,time=t:min", "time=NAME:s, :ms, :us or :ns")]
    [InlineData("symbol=s,price=p,time=:s", "time=NAME:s, :ms, :us or :ns")]
    [InlineData("symbol=,price=p", "field of symbol")]
    [InlineData("symbol=a..b,price=p", "field of symbol")]
    [InlineData("symbol=a\"b,price=p", "field of symbol")]
    [InlineData("symbol=data,price=data.p", "'data' cannot be a value and hold others")]
    public void What_is_not_understood_is_named_with_an_example(string text, string part)
    {
        var message = Assert.Throws<FormatException>(() => JsonFields.Parse(text)).Message;
        Assert.Contains(part, message, StringComparison.Ordinal);
        Assert.Contains(JsonFields.Example, message, StringComparison.Ordinal);
    }
}
