namespace OrleansTicks.Client;

/// <summary>Columns as wide as their widest cell, two spaces between, nothing drawn: for pipes, logs and people.</summary>
internal sealed class TextTable(params string[] headings)
{
    private readonly List<string[]> _rows = [headings];

    public IReadOnlyList<string[]> Rows => _rows;

    public void Add(params string[] cells) => _rows.Add([.. cells.Select(Plain.Text)]);

    /// <summary>A line each, headings first.</summary>
    public IEnumerable<string> Lines(string indent = "")
    {
        var widths = Enumerable.Range(0, headings.Length).Select(column => _rows.Max(row => row[column].Length)).ToArray();
        return _rows.Select(row => (indent + string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column])))).TrimEnd());
    }
}
