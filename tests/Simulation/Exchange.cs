namespace OrleansTicks.Simulation;

/// <summary>The venue: numbers its ticks, sends them to every open connection of their stream, and cuts connections when it likes.</summary>
internal sealed class Exchange(Scheduler scheduler, SimulationOptions options, Oracle oracle)
{
    private readonly Dictionary<int, (int Stream, Action<int, long> Frame, Action Closed)> _open = [];
    private readonly Dictionary<int, long> _ids = [];
    private int _connections;

    public bool IsOver { get; set; }

    public bool Cuts { get; set; } = true;

    public void Start()
    {
        for (var stream = 0; stream < options.Streams; stream++) Next(stream);
    }

    public int Open(int stream, int lease, Action<int, long> frame, Action closed)
    {
        var connection = ++_connections;
        _open[connection] = (stream, frame, closed);
        oracle.Opened(stream, connection, lease);
        return connection;
    }

    public void Close(int connection) => _open.Remove(connection);

    private void Next(int stream) => scheduler.In(scheduler.Between(20_000, 180_000), () =>
    {
        if (IsOver) return;
        var id = _ids[stream] = _ids.GetValueOrDefault(stream) + 1;
        foreach (var (connection, (of, frame, closed)) in _open.ToList())
        {
            if (of != stream) continue;
            oracle.Send(stream, connection, id);
            frame(connection, id);
            if (!Cuts || !scheduler.Maybe(0.01)) continue;
            _open.Remove(connection);
            closed();
        }

        Next(stream);
    });
}
