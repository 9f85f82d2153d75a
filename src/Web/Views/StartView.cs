using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>The answer to a start: <c>started</c>, <c>queued</c> or <c>already_running</c>.</summary>
public sealed record StartView(string Answer, string Key, string ShortId, IReadOnlyList<string> Streams)
{
    public static StartView Of(StartResult result) =>
        new(result.Answer.Word(), result.Group.Text, result.Group.ShortId, [.. result.Streams.Select(stream => stream.ToString())]);
}
