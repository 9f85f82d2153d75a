using Spectre.Console;

namespace OrleansTicks.Client;

/// <summary>Shows boards until told to stop: in place on a terminal, else as lines at every interval.</summary>
internal sealed class BoardShow(Surroundings world, TextWriter writer)
{
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(1);

    public Task LiveAsync(Func<CancellationToken, Task<Board>> read, CancellationToken cancellationToken) =>
        BoardView.Console(world).Live(new Text("")).Overflow(VerticalOverflow.Crop).StartAsync(context =>
            EveryAsync(Refresh, read, board => context.UpdateTarget(BoardView.Render(board)), cancellationToken));

    public Task LinesAsync(TimeSpan interval, Func<CancellationToken, Task<Board>> read, CancellationToken cancellationToken) => EveryAsync(interval, read, Write, cancellationToken);

    public void Write(Board board)
    {
        foreach (var line in board.Lines()) writer.WriteLine(line);
        writer.Flush();
    }

    /// <summary>Ends quietly with the token.</summary>
    private async Task EveryAsync(TimeSpan interval, Func<CancellationToken, Task<Board>> read, Action<Board> show, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval, world.Time);
        try
        {
            do show(await read(cancellationToken));
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }
}
