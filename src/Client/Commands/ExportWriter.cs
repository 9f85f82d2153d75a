using OrleansTicks.Core;

namespace OrleansTicks.Client;

/// <summary>Writes rows as CSV or NDJSON: the venue's time with its own digits, the arrival with six, prices and sizes exactly as they were sent.</summary>
internal sealed class ExportWriter
{
    private readonly TextWriter _writer;
    private readonly ExportKind _kind;
    private readonly IReadOnlyList<string> _names;
    private readonly bool _json;

    public ExportWriter(TextWriter writer, ExportKind kind, ExportFormat format)
    {
        (_writer, _kind, _names, _json) = (writer, kind, ExportRow.NamesOf(kind), format is ExportFormat.Ndjson);
        if (!_json) _writer.Write(string.Join(',', _names) + "\n");
    }

    public void Write(in Tick tick)
    {
        var values = ExportRow.ValuesOf(_kind, tick);
        for (var i = 0; i < values.Count; i++)
        {
            if (!_json)
            {
                if (i > 0) _writer.Write(',');
                _writer.Write(values[i]);
                continue;
            }

            _writer.Write(i == 0 ? "{\"" : ",\"");
            _writer.Write(_names[i]);
            _writer.Write("\":");
            if (values[i] is { } value) _writer.Write(ExportRow.IsBare(_names[i]) ? value : $"\"{value}\"");
            else _writer.Write("null");
        }

        _writer.Write(_json ? "}\n" : "\n");
    }
}
