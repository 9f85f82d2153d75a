using System.CommandLine;
using OrleansTicks.Web;

namespace OrleansTicks.Client;

internal sealed class StatusCommand : Command
{
    private readonly Argument<string?> _key = new("KEY") { Description = "A group or a stream, in full or as its short id; all without it.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _watch = Take.Switch("--watch", "Keep showing it.", "-w");
    private readonly Option<TimeSpan?> _interval = Take.Duration("--interval", "Between two boards in a pipe (30s).", TimeSpan.FromMilliseconds(100));
    private readonly Option<OutputFormat?> _output = Take.Format();

    public StatusCommand(Surroundings world, ApiOptions apiOptions)
        : base("status", "Show what each stream is doing.")
    {
        Add(_key);
        Add(_watch);
        Add(_interval);
        Add(_output);
        SetAction(async (parsed, cancellationToken) =>
        {
            using var api = apiOptions.Connect(parsed, world);
            var key = parsed.GetValue(_key);
            var format = parsed.GetValue(_output) ?? OutputFormat.Table;
            if (parsed.GetValue(_watch)) return await WatchAsync(world, api, key, format, parsed.GetValue(_interval) ?? TimeSpan.FromSeconds(30), cancellationToken);

            var streams = await ReadAsync(api, key, cancellationToken);
            if (format is OutputFormat.Json) world.Out.WriteJson(streams, ApiJson.Default.StreamList);
            else if (format is OutputFormat.Table && world.IsTerminal) BoardView.Console(world).Write(BoardView.Render(await BoardAsync(world, api, streams, cancellationToken)));
            else new BoardShow(world, world.Out).Write(await BoardAsync(world, api, streams, cancellationToken));
            return streams.Streams.Any(stream => stream.State is "parked") ? ExitCode.Degraded : ExitCode.Ok;
        });
    }

    private static async Task<int> WatchAsync(Surroundings world, ApiClient api, string? key, OutputFormat format, TimeSpan interval, CancellationToken cancellationToken)
    {
        var show = new BoardShow(world, world.Out);
        if (format is OutputFormat.Json) throw CommandFailure.Usage("status -w shows a board; for programs, ask again with status -o json");
        if (format is OutputFormat.Table && world.IsTerminal) await show.LiveAsync(ReadBoardAsync, cancellationToken);
        else await show.LinesAsync(interval, ReadBoardAsync, cancellationToken);
        return ExitCode.Ok;

        async Task<Board> ReadBoardAsync(CancellationToken token) => await BoardAsync(world, api, await ReadAsync(api, key, token), token);
    }

    private static async Task<StreamList> ReadAsync(ApiClient api, string? key, CancellationToken cancellationToken)
    {
        if (key is null) return await api.ListStreamsAsync(cancellationToken);
        var group = await api.ShowAsync(key, cancellationToken);
        return new StreamList(group.Streams, group.AsOf);
    }

    private static async Task<Board> BoardAsync(Surroundings world, ApiClient api, StreamList streams, CancellationToken cancellationToken) =>
        Board.Of(streams.Streams, await api.TotalsAsync(cancellationToken), streams.AsOf, world.Time.LocalTimeZone);
}
