using System.IO;
using System.Text;
using System.Text.Json;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Desired streams to and from the table <c>stream</c>.</summary>
internal static class StreamRows
{
    /// <summary>As the JSON array that <c>set_desired</c> takes.</summary>
    public static string Write(IReadOnlyList<DesiredStream> streams)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var stream in streams)
            {
                json.WriteStartObject();
                json.WriteString("key", stream.Plan.Key.ToString());
                json.WriteString("feed", stream.Plan.Feed);
                json.WriteString("mode", stream.Plan.Mode.Word());
                json.WriteString("url", stream.Url);
                json.WriteStartArray("instruments");
                foreach (var instrument in stream.Plan.Instruments) json.WriteNumberValue(instrument.Id);
                json.WriteEndArray();
                json.WriteString("desired", stream.Desired.Word());
                json.WriteNumber("generation", stream.Generation);
                json.WriteNumber("restart", stream.Restart);
                json.WriteBoolean("record", stream.Record);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>All that were ever asked for, in order of id.</summary>
    public static Task<List<(int Stream, DesiredStream Desired)>> ListAsync(PostgresCalls calls, CancellationToken cancellationToken) => calls.ListAsync(
        """
        select s.id, s.key, s.feed, s.mode, s.url, s.desired, s.generation,
            coalesce(array_agg(i.id order by u.o) filter (where i.id is not null), '{}'),
            coalesce(array_agg(i.name order by u.o) filter (where i.id is not null), '{}'), s.restart, s.record
        from ticks.stream s
        left join unnest(s.instruments) with ordinality u(id, o) on true
        left join ticks.instrument i on i.id = u.id
        where s.feed is not null
        group by s.id order by s.id
        """,
        row =>
        {
            if (!StreamKey.TryParse(row.GetString(1), out var key)) throw new StoreException("22023", $"stream {row.GetInt32(0)} has no valid key");
            if (!Words.TryParse<FeedMode>(row.GetString(3), out var mode)) throw new StoreException("22023", $"stream {key} has no valid mode");
            var instruments = row.GetFieldValue<int[]>(7).Zip(row.GetFieldValue<string[]>(8), (id, name) => new Instrument(id, name)).ToList();
            var plan = new StreamPlan(key, row.GetString(2), mode, instruments);
            if (!Words.TryParse<DesiredState>(row.GetString(5), out var desired)) throw new StoreException("22023", $"stream {key} has no valid wish");
            return (row.GetInt32(0), new DesiredStream(plan, desired, row.GetInt64(6), row.IsDBNull(4) ? null : row.GetString(4)) { Restart = row.GetInt64(9), Record = row.GetBoolean(10) });
        },
        cancellationToken);
}
