using System.Globalization;
using OrleansTicks.Core;

namespace OrleansTicks.Client;

/// <summary>Writes rows as CSV or NDJSON: the venue's time with its own digits, the arrival with six, prices and sizes exactly as they were sent.</summary>
internal sealed class ExportWriter
{
    private readonly TextWriter _writer;
    private readonly bool _quotes;
    private readonly bool _json;

    public ExportWriter(TextWriter writer, bool quotes, ExportFormat format)
    {
        (_writer, _quotes, _json) = (writer, quotes, format is ExportFormat.Ndjson);
        if (!_json) _writer.Write(quotes ? "id,time,received,bid,bid_size,ask,ask_size\n" : "id,time,received,price,size\n");
    }

    public void Write(in Tick tick)
    {
        var id = tick.Identity.ToString(CultureInfo.InvariantCulture);
        var time = TickTime.Format(tick.Time, tick.Flags);
        var received = TickTime.Format(tick.Received, 0, 6);
        var price = FixedPoint.Format(tick.Price, tick.PriceScale);
        // No size is not a size of 0.
        var size = (tick.Flags & TickFlags.NoSize) != 0 ? "" : FixedPoint.Format(tick.Size, tick.SizeScale);
        if (_quotes)
        {
            var (ask, askSize) = (FixedPoint.Format(tick.Ask, tick.AskScale), FixedPoint.Format(tick.AskSize, tick.AskSizeScale));
            _writer.Write(_json
                ? $$"""{"id":{{id}},"time":"{{time}}","received":"{{received}}","bid":"{{price}}","bid_size":"{{size}}","ask":"{{ask}}","ask_size":"{{askSize}}"}"""
                : $"{id},{time},{received},{price},{size},{ask},{askSize}");
        }
        else
        {
            _writer.Write(_json
                ? $$"""{"id":{{id}},"time":"{{time}}","received":"{{received}}","price":"{{price}}","size":{{(size.Length == 0 ? "null" : $"\"{size}\"")}}}"""
                : $"{id},{time},{received},{price},{size}");
        }

        _writer.Write('\n');
    }
}
