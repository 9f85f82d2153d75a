using Npgsql;
using NpgsqlTypes;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Gaps as parameters. A last position that is not known has lease 0.</summary>
internal sealed class GapColumns(NpgsqlParameterCollection parameters)
{
    private readonly ListColumn<int> _stream = new(parameters, NpgsqlDbType.Integer);
    private readonly ListColumn<short> _cause = new(parameters, NpgsqlDbType.Smallint);
    private readonly ListColumn<int> _instrument = new(parameters, NpgsqlDbType.Integer);
    private readonly ListColumn<short> _kind = new(parameters, NpgsqlDbType.Smallint);
    private readonly ListColumn<long?> _missing = new(parameters, NpgsqlDbType.Bigint);
    private readonly PositionColumns _last = new(parameters, withLease: true);
    private readonly PositionColumns _first = new(parameters, withLease: true);

    public void Clear()
    {
        _stream.Clear();
        _cause.Clear();
        _instrument.Clear();
        _kind.Clear();
        _missing.Clear();
        _last.Clear();
        _first.Clear();
    }

    public void Add(Gap gap)
    {
        _stream.Add(gap.Stream);
        _cause.Add((short)gap.Cause);
        _instrument.Add(gap.Instrument);
        _kind.Add((short)gap.Kind);
        _missing.Add(gap.Missing);
        _last.Add(gap.Last ?? default);
        _first.Add(gap.First);
    }
}
