using System.CommandLine;
using System.Globalization;
using OrleansTicks.Core;
using OrleansTicks.Web;

namespace OrleansTicks.Client;

internal sealed class StartCommand : Command
{
    private readonly Argument<string?> _key = new("KEY") { Description = "A group that is known: its key or short id.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> _feed = Take.Text("--feed", "The feed (the node's own).", "NAME");
    private readonly Option<string> _symbols = Take.Text("--symbols", "Symbols with commas, or a file with one a line.", "A,B|@FILE");
    private readonly Option<string> _type = Take.Text("--type", "With --ids: the screener's type, such as swing.", "NAME");
    private readonly Option<string> _ids = Take.Text("--ids", "With --type: instrument ids with commas.", "1,2,3");
    private readonly Option<FeedMode?> _mode = Take.Word<FeedMode>("--mode", "How much of each instrument (the node's own).");
    private readonly Option<OutputFormat?> _output = Take.Format();

    public StartCommand(Surroundings world, ApiOptions apiOptions)
        : base("start", "Start streams: a known group, a list of symbols, or type and ids.")
    {
        Add(_key);
        Add(_feed);
        Add(_symbols);
        Add(_type);
        Add(_ids);
        Add(_mode);
        Add(_output);
        SetAction(async (parsed, cancellationToken) =>
        {
            var body = Read(parsed);
            using var api = apiOptions.Connect(parsed, world);
            var answer = await api.StartAsync(body, cancellationToken);
            if (parsed.GetValue(_output) is OutputFormat.Json) world.Out.WriteJson(answer, ApiJson.Default.StartView);
            else world.Out.WriteLine($"{answer.Answer} {answer.ShortId} ({answer.Key}), {answer.Streams.Count} {(answer.Streams.Count == 1 ? "stream" : "streams")}");
            return ExitCode.Ok;
        });
    }

    private StartBody Read(ParseResult parsed)
    {
        var (key, symbols, type, ids) = (parsed.GetValue(_key), parsed.GetValue(_symbols), parsed.GetValue(_type), parsed.GetValue(_ids));
        if ((key is null ? 0 : 1) + (symbols is null ? 0 : 1) + (type is null && ids is null ? 0 : 1) != 1 || (type is null) != (ids is null))
            throw CommandFailure.Usage("start takes one of KEY, --symbols A,B, or --type T with --ids 1,2,3");
        return new StartBody
        {
            Key = key,
            Feed = parsed.GetValue(_feed),
            Symbols = symbols is null ? null : AtFile.List("--symbols", symbols),
            Type = type,
            Ids = ids is null ? null : [.. AtFile.List("--ids", ids).Select(Id)],
            Mode = parsed.GetValue(_mode)?.Word(),
        };
    }

    private static int Id(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : throw CommandFailure.Usage("--ids takes numbers with commas, as in 1,2,3");
}
