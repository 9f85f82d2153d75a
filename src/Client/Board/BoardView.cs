using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansTicks.Client;

/// <summary>The board in colour, for a terminal.</summary>
internal static class BoardView
{
    public static IRenderable Render(Board board)
    {
        var table = new Table { Border = TableBorder.Simple, ShowRowSeparators = false };
        foreach (var (heading, index) in Board.Headings.Select((heading, index) => (heading, index)))
        {
            var alignment = index is 3 or 4 or 5 or 7 or 9 ? Justify.Right : Justify.Left;
            table.AddColumn(new TableColumn(new Text(heading, new Style(decoration: Decoration.Dim))) { Alignment = alignment, NoWrap = true });
        }

        foreach (var row in board.Connections.Rows.Skip(1)) table.AddRow(row.Select((cell, column) => (IRenderable)new Text(cell, column == 1 ? Colour(cell) : Style.Plain)));
        var summary = new Paragraph("  ");
        foreach (var (name, value) in board.Summary) summary.Append($"{name} ", new Style(decoration: Decoration.Dim)).Append($"{value}   ", new Style(decoration: Decoration.Bold));
        List<IRenderable> parts = [new Text(board.Title, new Style(decoration: Decoration.Bold)), summary];
        if (board.Connections.Rows.Count > 1) parts.Add(table);
        parts.AddRange(board.Remarks.Select(remark => new Text("  ! " + remark, new Style(Color.Yellow))));
        return new Rows(parts);
    }

    public static IAnsiConsole Console(Surroundings world) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = world.IsTerminal ? AnsiSupport.Yes : AnsiSupport.No,
        ColorSystem = world.IsTerminal && world.Variable("NO_COLOR") is null ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.No,
        Out = new AnsiConsoleOutput(world.Out),
    });

    private static Style Colour(string state) => state switch
    {
        "running" => new Style(Color.Green),
        "starting" or "stopping" or "degraded" or "paused" => new Style(Color.Yellow),
        "parked" or "unknown" or "unassigned" => new Style(Color.Red),
        _ => Style.Plain,
    };
}
