using Npgsql;
using NpgsqlTypes;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>The call of <c>probe_kinds</c>, the dry run of a commit.</summary>
internal sealed class ProbeCommand : IDisposable
{
    /// <summary>What the dry run raises when nothing else did.</summary>
    private const string WouldGoIn = "ZT001";

    private readonly NpgsqlParameter<bool> _conflicts = new() { NpgsqlDbType = NpgsqlDbType.Boolean };
    private readonly ListColumn<int> _leases;
    private readonly RowColumns _rows;
    private readonly FullRowColumns _kinds;

    public ProbeCommand()
    {
        Command.Parameters.Add(_conflicts);
        _leases = new ListColumn<int>(Command.Parameters, NpgsqlDbType.Integer);
        _rows = new RowColumns(Command.Parameters);
        _kinds = new FullRowColumns(Command.Parameters, plainTimes: false);
        Command.CommandText = Placeholders.Call("select ticks.probe_kinds", Command.Parameters.Count);
    }

    public NpgsqlCommand Command { get; } = new();

    /// <param name="batch">With the rows.</param>
    /// <param name="start">The first of them.</param>
    /// <param name="count">How many.</param>
    /// <param name="conflicts">Rows that are there already are no error.</param>
    public void Fill(TickBatch batch, int start, int count, bool conflicts)
    {
        _conflicts.TypedValue = conflicts;
        _leases.Clear();
        foreach (var stream in batch.Streams) _leases.Add(stream.Lease);
        _rows.Fill(batch.Ticks.Slice(start, count), batch.Streams.Count);
        _kinds.FillKinds(batch.Ticks.Slice(start, count), batch.Streams);
    }

    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException error) when (error.SqlState == WouldGoIn)
        {
            return;
        }

        throw new InvalidOperationException("A dry run must end with an error.");
    }

    public void Dispose() => Command.Dispose();
}
