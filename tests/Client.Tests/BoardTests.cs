using OrleansTicks.Core;
using OrleansTicks.Web;
using OrleansTicks.Web.Tests;
using Spectre.Console;

namespace OrleansTicks.Client.Tests;

public sealed class BoardTests
{
    private const string Golden =
        """
        TICKS STATUS [15:30:00]
          Connected 2/4   Messages 145,955   Errors 12   Received 1,234,567   Stored 1,234,000   Duplicates 4   Dropped 0   Gaps 3   In spool 567
          CONN          STATE     DATA     SYMBOLS  MESSAGES  ERRORS  LAST      RECONNECTS  REASON   RETRY IN  NODE
          swing-{id}/0  running   ticking  50/50    100,000   0       15:29:59  0           -        -         east
          swing-{id}/1  degraded  stale    48/50    2,345     1       15:29:29  3           stall    4 s       east
          swing-{id}/2  running   none     0/50     43,610    2       -         2           network  -         west
          swing-{id}/3  parked    none     0/21     0         9       -         0           auth     -         west
          ! swing-{id}/1: silent for 31 s
          ! swing-{id}/3: refused twice (401); ticks start swing-{id}/3
          ! store: no space left on device
        """;

    [Fact]
    public void The_board_keeps_the_predecessors_shape() => Assert.Equal(Golden.Replace("{id}", Id, StringComparison.Ordinal), string.Join('\n', Fixed().Lines()));

    [Fact]
    public void An_empty_board_says_what_to_do() => Assert.Contains("ticks start", string.Join('\n', Board.Of([], TotalsView.Of(new NodeTotals()), Some.Now, TimeZoneInfo.Utc).Lines()));

    [Fact]
    public void The_live_board_shows_the_same_texts()
    {
        var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 180;
        console.Write(BoardView.Render(Fixed()));
        var text = output.ToString();
        foreach (var word in Golden.Replace("{id}", Id, StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).SelectMany(word => word.Split('\n')))
            Assert.Contains(word, text);
    }

    private static string Id => Some.Swing.ShortId["swing-".Length..];

    private static Board Fixed()
    {
        var none = new Dictionary<Reason, long>();
        StreamStatus[] streams =
        [
            Some.Status(0) with { Node = "east", Received = 1_000_000, Stored = 999_500, Duplicates = 1, Gaps = 0, Messages = 100_000, Errors = 0, SymbolsWithData = 50, Reconnects = none, Reason = Reason.None },
            Some.Status(1, StreamState.Degraded) with
            {
                Node = "east", Received = 200_000, Stored = 200_000, Duplicates = 1, Gaps = 2, Messages = 2_345, Errors = 1, SymbolsWithData = 48, Data = DataState.Stale, Reconnects = new Dictionary<Reason, long> { [Reason.Stall] = 2, [Reason.Network] = 1 },
                LastDataAt = Some.Now.AddSeconds(-31), RetryAt = Some.Now.AddMilliseconds(3_200), Detail = "silent for 31 s",
            },
            Some.Status(2) with
            {
                Node = "west", Received = 34_567, Stored = 34_500, Duplicates = 1, Gaps = 1, Messages = 43_610, SymbolsWithData = 0, Data = DataState.None, LastDataAt = null, Reason = Reason.Network, Reconnects = new Dictionary<Reason, long> { [Reason.Network] = 2 },
                Detail = "not shown while connected",
            },
            Some.Status(3, StreamState.Parked) with
            {
                Node = "west", Received = 0, Stored = 0, Duplicates = 1, Gaps = 0, Messages = 0, Errors = 9, Symbols = 21, SymbolsWithData = 0, Data = DataState.None, LastDataAt = null, RetryAt = null, Reason = Reason.Auth, Reconnects = none,
                Detail = $"refused twice (401); ticks start {Some.Swing.ShortId}/3",
            },
        ];
        var totals = TotalsView.Of(new NodeTotals { Received = 1, Stored = 1, InSpool = 567, StoreTrouble = "no space left on device" });
        return Board.Of([.. streams.Select(stream => StreamView.Of(stream, _ => null))], totals, Some.Now, TimeZoneInfo.CreateCustomTimeZone("IST", TimeSpan.FromMinutes(330), "IST", "IST"));
    }
}
