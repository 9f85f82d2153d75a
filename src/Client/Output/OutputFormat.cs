namespace OrleansTicks.Client;

internal enum OutputFormat
{
    /// <summary>For people; in colour where they look at a terminal.</summary>
    Table,

    /// <summary>The same without colour.</summary>
    Plain,

    /// <summary>The API's own JSON, one object.</summary>
    Json,
}
