using System.Reflection;
using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>Totals and statuses as metrics: the same figures as API and board, so the three tell one story. Series per stream, never per symbol.</summary>
internal static class NodeMetrics
{
    private static readonly string Version = typeof(NodeMetrics).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static string Write(IReadOnlyList<StreamStatus> streams, NodeTotals totals)
    {
        var text = new MetricsText();
        text.Begin("ticks_build_info", "gauge", "Always 1; the label says which build this is.");
        text.Sample("ticks_build_info", 1, ("version", Version));
        text.Single("ticks_process_resident_bytes", "gauge", "Resident memory of the process.", Environment.WorkingSet);
        WriteNode(text, totals);
        WriteStreams(text, streams);
        return text.ToString();
    }

    private static void WriteNode(MetricsText text, NodeTotals totals)
    {
        text.Single("ticks_node_received_total", "counter", "Ticks read from sockets.", totals.Received);
        text.Single("ticks_node_accepted_total", "counter", "Ticks made durable in the spool.", totals.Accepted);
        text.Single("ticks_node_stored_total", "counter", "Ticks committed to the store.", totals.Stored);
        text.Single("ticks_node_duplicates_total", "counter", "Ticks that were there already.", totals.Duplicates);
        text.Single("ticks_node_spare_total", "counter", "Ticks of symbols that another stream delivers.", totals.Spare);
        text.Single("ticks_node_dropped_total", "counter", "Ticks given up for lack of room; each lies in a gap.", totals.Dropped);
        text.Single("ticks_node_gaps_total", "counter", "Gaps recorded.", totals.Gaps);
        text.Begin("ticks_node_rejected_total", "counter", "Frames and rows refused.");
        foreach (var (kind, count) in totals.Rejected) text.Sample("ticks_node_rejected_total", count, ("kind", kind.Word()));
        text.Begin("ticks_node_reconnects_total", "counter", "Connections after the first.");
        foreach (var (reason, count) in totals.Reconnects) text.Sample("ticks_node_reconnects_total", count, ("reason", reason.Word()));
        text.Single("ticks_spool_rows", "gauge", "Rows in the spool that the store does not have yet.", totals.InSpool);
        text.Single("ticks_spool_bytes", "gauge", "Bytes of the spool's files.", totals.SpoolBytes);
        text.Single("ticks_store_up", "gauge", "1 while the store answers.", totals.StoreTrouble is null ? 1 : 0);
    }

    private static void WriteStreams(MetricsText text, IReadOnlyList<StreamStatus> streams)
    {
        text.Begin("ticks_stream_state", "gauge", "1 for the state that the stream is in.");
        foreach (var stream in streams) text.Sample("ticks_stream_state", 1, ("stream", stream.Key.ToString()), ("state", stream.State.Word()), ("data", stream.Data.Word()));
        Gauge("ticks_stream_up", "1 while connected.", stream => stream.IsConnected ? 1 : 0);
        Gauge("ticks_stream_symbols", "Instruments that the stream carries.", stream => stream.Symbols);
        Gauge("ticks_stream_symbols_with_data", "Of these, with data since the start.", stream => stream.SymbolsWithData);
        Gauge("ticks_stream_epoch", "Number of the ownership.", stream => stream.Epoch);
        Gauge("ticks_stream_last_message_timestamp_seconds", "When the last frame arrived.", stream => Seconds(stream.LastMessageAt));
        Gauge("ticks_stream_last_data_timestamp_seconds", "When the last data frame arrived.", stream => Seconds(stream.LastDataAt));
        Counter("ticks_stream_messages_total", "Data frames read.", stream => stream.Messages);
        Counter("ticks_stream_errors_total", "Frames rejected and connections lost.", stream => stream.Errors);
        Counter("ticks_stream_received_total", "Ticks read.", stream => stream.Received);
        Counter("ticks_stream_accepted_total", "Ticks made durable in the spool.", stream => stream.Accepted);
        Counter("ticks_stream_stored_total", "Ticks committed to the store.", stream => stream.Stored);
        Counter("ticks_stream_duplicates_total", "Ticks that were there already.", stream => stream.Duplicates);
        Counter("ticks_stream_spare_total", "Ticks of symbols that another stream delivers.", stream => stream.Spare);
        Counter("ticks_stream_dropped_total", "Ticks given up for lack of room.", stream => stream.Dropped);
        Counter("ticks_stream_gaps_total", "Gaps recorded.", stream => stream.Gaps);
        text.Begin("ticks_stream_rejected_total", "counter", "Frames refused.");
        foreach (var stream in streams)
        {
            foreach (var (kind, count) in stream.Rejected) text.Sample("ticks_stream_rejected_total", count, ("stream", stream.Key.ToString()), ("kind", kind.Word()));
        }

        text.Begin("ticks_stream_reconnects_total", "counter", "Connections after the first.");
        foreach (var stream in streams)
        {
            foreach (var (reason, count) in stream.Reconnects) text.Sample("ticks_stream_reconnects_total", count, ("stream", stream.Key.ToString()), ("reason", reason.Word()));
        }

        void Gauge(string name, string help, Func<StreamStatus, double?> value) => Each(name, "gauge", help, value);

        void Counter(string name, string help, Func<StreamStatus, double?> value) => Each(name, "counter", help, value);

        void Each(string name, string type, string help, Func<StreamStatus, double?> value)
        {
            text.Begin(name, type, help);
            foreach (var stream in streams)
            {
                if (value(stream) is { } known) text.Sample(name, known, ("stream", stream.Key.ToString()), ("feed", stream.Feed));
            }
        }
    }

    private static double? Seconds(DateTimeOffset? time) => time is { } known ? (known - DateTimeOffset.UnixEpoch).TotalSeconds : null;
}
