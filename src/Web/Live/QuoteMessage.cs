using System.Buffers;
using System.Text;
using System.Text.Json;

namespace OrleansTicks.Web;

/// <summary>A <see cref="LiveQuoteList"/> as an event, piece by piece: the rows are JSON already.</summary>
internal static class QuoteMessage
{
    /// <summary>All of it at once, for many listeners.</summary>
    public static ReadOnlyMemory<byte> Of(string asOf, IReadOnlyList<QuoteRow> rows, bool snapshot)
    {
        var whole = new ArrayBufferWriter<byte>();
        whole.Write(Begin(asOf, snapshot));
        for (var i = 0; i < rows.Count; i++)
        {
            if (i > 0) whole.Write(","u8);
            whole.Write(rows[i].Json.Span);
        }

        whole.Write(End(snapshot ? [] : null));
        return whole.WrittenMemory;
    }

    public static byte[] Begin(string asOf, bool snapshot) => Encoding.ASCII.GetBytes($"event: {(snapshot ? "snapshot" : "quotes")}\ndata: {{\"asOf\":\"{asOf}\",\"quotes\":[");

    /// <param name="missing">Of a snapshot: what was asked for and has no data yet; else null.</param>
    public static byte[] End(IReadOnlyList<string>? missing) =>
        missing is null ? [.. "]}\n\n"u8] : [.. "],\"missing\":"u8, .. JsonSerializer.SerializeToUtf8Bytes(missing, ApiJson.Default.IReadOnlyListString), .. "}\n\n"u8];
}
