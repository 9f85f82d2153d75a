using System.Runtime.InteropServices;
using Npgsql;
using NpgsqlTypes;

namespace OrleansTicks.Storage;

/// <summary>One array parameter of a prepared command, filled anew for each call without new memory.</summary>
internal sealed class ListColumn<T>
{
    private readonly List<T> _values = [];

    public ListColumn(NpgsqlParameterCollection parameters, NpgsqlDbType type) =>
        parameters.Add(new NpgsqlParameter<List<T>> { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = _values });

    public void Clear() => _values.Clear();

    public void Add(T value) => _values.Add(value);

    /// <summary>Exactly <paramref name="count"/> places, their content to be written by the caller.</summary>
    public Span<T> Fill(int count)
    {
        CollectionsMarshal.SetCount(_values, count);
        return CollectionsMarshal.AsSpan(_values);
    }
}
