namespace OrleansTicks.Client;

internal enum ExportFormat
{
    Csv,

    /// <summary>A JSON object a line.</summary>
    Ndjson,
}
