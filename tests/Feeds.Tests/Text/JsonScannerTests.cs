using System.Text;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds.Tests;

public sealed class JsonScannerTests
{
    [Theory]
    [InlineData("""{"a":1}""")]
    [InlineData("""{"a":-0.5e+10,"b":[1,2,{"a":null}],"c":"\u00e9\"\\\/\b\f\n\r\t"}""")]
    [InlineData(" \t\r\n{ } ")]
    [InlineData("[]")]
    [InlineData("[ ]")]
    [InlineData("[1 , 2 ]")]
    [InlineData("\"\\ud83d\\ude00\"")]
    [InlineData("\"héllo \U0001F600\"")]
    [InlineData("0")]
    [InlineData("-1.5E-3")]
    [InlineData("true")]
    [InlineData("""{"a":{"a":{"a":1}},"b":{"a":1}}""")]
    [InlineData("""{"":1," ":2}""")]
    public void What_is_strict_JSON_is_accepted(string text)
    {
        Assert.True(Oracle.IsStrictJson(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(RejectKind.None, Scan(text));
    }

    [Theory]
    [InlineData("", RejectKind.Truncated)]
    [InlineData(" ", RejectKind.Truncated)]
    [InlineData("{", RejectKind.Truncated)]
    [InlineData("{}x", RejectKind.Malformed)]
    [InlineData("{}{}", RejectKind.Malformed)]
    [InlineData("{\"a\":1,}", RejectKind.Malformed)]
    [InlineData("{,\"a\":1}", RejectKind.Malformed)]
    [InlineData("{\"a\" 1}", RejectKind.Malformed)]
    [InlineData("{\"a\":1 \"b\":2}", RejectKind.Malformed)]
    [InlineData("{a:1}", RejectKind.Malformed)]
    [InlineData("{'a':1}", RejectKind.Malformed)]
    [InlineData("{\"a\":1}/*c*/", RejectKind.Malformed)]
    [InlineData("[1,]", RejectKind.Malformed)]
    [InlineData("[,1]", RejectKind.Malformed)]
    [InlineData("[1 2]", RejectKind.Malformed)]
    [InlineData("[1}", RejectKind.Malformed)]
    [InlineData("{\"a\":1]", RejectKind.Malformed)]
    [InlineData("01", RejectKind.Malformed)]
    [InlineData("+1", RejectKind.Malformed)]
    [InlineData("-", RejectKind.Truncated)]
    [InlineData("-a", RejectKind.Malformed)]
    [InlineData("1.", RejectKind.Truncated)]
    [InlineData("1.e5", RejectKind.Malformed)]
    [InlineData("1e", RejectKind.Truncated)]
    [InlineData("1e+x", RejectKind.Malformed)]
    [InlineData(".5", RejectKind.Malformed)]
    [InlineData("0x10", RejectKind.Malformed)]
    [InlineData("NaN", RejectKind.Malformed)]
    [InlineData("Infinity", RejectKind.Malformed)]
    [InlineData("tru", RejectKind.Truncated)]
    [InlineData("trux", RejectKind.Malformed)]
    [InlineData("nulL", RejectKind.Malformed)]
    [InlineData("\"a\nb\"", RejectKind.Malformed)]
    [InlineData("\"a\0b\"", RejectKind.Malformed)]
    [InlineData("\"\\x\"", RejectKind.Malformed)]
    [InlineData("\"\\u12g4\"", RejectKind.Malformed)]
    [InlineData("\"\\u12", RejectKind.Truncated)]
    [InlineData("\"\\u12\"", RejectKind.Malformed)]
    [InlineData("\"\\ud800\"", RejectKind.BadText)]
    [InlineData("\"\\ud800x\"", RejectKind.BadText)]
    [InlineData("\"\\ud800\\n\"", RejectKind.BadText)]
    [InlineData("\"\\ud800\\u0041\"", RejectKind.BadText)]
    [InlineData("\"\\udc00\"", RejectKind.BadText)]
    [InlineData("\"\\ud800", RejectKind.Truncated)]
    [InlineData("\"\\ud800\\ud", RejectKind.Truncated)]
    [InlineData("{\"a\":1,\"a\":2}", RejectKind.Malformed)]
    [InlineData("{\"a\":1,\"\\u0061\":2}", RejectKind.Malformed)]
    [InlineData("{\"price\":1,\"p\\u0072ice\":2}", RejectKind.Malformed)]
    [InlineData("{\"a_long_name_of_a_field\":1,\"x\":2,\"a_long_name_of_a_field\":3}", RejectKind.Malformed)]
    [InlineData("{\"x\":[{\"k1\":1,\"k1\":2}]}", RejectKind.Malformed)]
    [InlineData("{\"é\":1,\"\\u00e9\":2}", RejectKind.Malformed)]
    public void What_is_not_is_refused_by_name(string text, RejectKind fault)
    {
        Assert.False(Oracle.IsStrictJson(Encoding.UTF8.GetBytes(text)));
        // A broken hex escape that ends the text may be called either way; all else is settled.
        if (text == "\"\\u12\"") Assert.NotEqual(RejectKind.None, Scan(text));
        else Assert.Equal(fault, Scan(text));
    }

    [Theory]
    [InlineData(new byte[] { 0x22, 0xFF, 0x22 })]
    [InlineData(new byte[] { 0x22, 0xC0, 0x80, 0x22 })]
    [InlineData(new byte[] { 0x22, 0xED, 0xA0, 0x80, 0x22 })]
    [InlineData(new byte[] { 0x22, 0xF5, 0x80, 0x80, 0x80, 0x22 })]
    [InlineData(new byte[] { 0x22, 0xC3, 0x22 })]
    public void Bytes_that_are_no_UTF8_are_bad_text(byte[] text) => Assert.Equal(RejectKind.BadText, Scan(text));

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public void Thirty_two_levels_are_read_and_one_more_is_too_deep(string open, string close)
    {
        Assert.Equal(RejectKind.None, Scan(Nest(32)));
        Assert.Equal(RejectKind.TooDeep, Scan(Nest(33)));
        Assert.Equal(RejectKind.TooDeep, Scan(Nest(10_000)));

        string Nest(int depth) => string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth));
    }

    [Fact]
    public void Keys_of_different_objects_do_not_count_as_the_same()
    {
        var text = "[" + string.Join(',', Enumerable.Range(0, 100).Select(i => $$$"""{"first":{{{i}}},"second":{"first":1,"second":{"first":2}},"third":3}""")) + "]";
        Assert.Equal(RejectKind.None, Scan(text));
    }

    [Fact]
    public void Many_keys_are_told_apart_and_too_many_are_refused()
    {
        Assert.Equal(RejectKind.None, Scan(Keys(JsonScratch.MaxKeys)));
        Assert.Equal(RejectKind.Malformed, Scan(Keys(JsonScratch.MaxKeys + 1)));
        Assert.Equal(RejectKind.Malformed, Scan(Keys(200_000)));

        static string Keys(int count) => "{" + string.Join(',', Enumerable.Range(0, count).Select(i => $"\"key number {i}\":{i}")) + "}";
    }

    [Theory]
    [InlineData(10)]
    [InlineData(500)]
    [InlineData(10_000)]
    public void A_key_is_the_same_however_it_is_escaped(int length)
    {
        var plain = new string('k', length);
        var escaped = string.Concat(Enumerable.Repeat("\\u006b", length));
        Assert.Equal(RejectKind.Malformed, Scan($"{{\"{plain}\":1,\"{escaped}\":2}}"));
        Assert.Equal(RejectKind.None, Scan($"{{\"{plain}\":1,\"{escaped}x\":2}}"));
    }

    [Fact]
    public void Keys_that_differ_in_one_byte_are_different()
    {
        // Every length around the eight-byte steps of the key's number, every position.
        for (var length = 1; length <= 40; length++)
        {
            var names = Enumerable.Range(0, length).Select(i => new string('a', i) + 'b' + new string('a', length - i - 1)).Append(new string('a', length));
            Assert.Equal(RejectKind.None, Scan("{" + string.Join(',', names.Select(name => $"\"{name}\":1")) + "}"));
        }
    }

    private static RejectKind Scan(string text) => Scan(Encoding.UTF8.GetBytes(text));

    private static RejectKind Scan(byte[] text)
    {
        var scanner = new JsonScanner(text, new JsonScratch());
        return scanner.TryValue(out _) && scanner.TryEnd() ? RejectKind.None : scanner.Fault;
    }
}
