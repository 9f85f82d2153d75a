namespace OrleansTicks.Web;

/// <summary>A request that is answered with a problem: status, one stable word, a sentence that says what would be right.</summary>
internal sealed class RefusedException(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    /// <summary>The node that it is about; null where that goes without saying.</summary>
    public string? Node { get; init; }

    /// <summary>Where that node answers.</summary>
    public string? Url { get; init; }
}
