namespace OrleansTicks.Web;

/// <summary>What the document says of one route.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">As it is mapped.</param>
/// <param name="Id">Name of the operation, for generated clients.</param>
/// <param name="Summary">One sentence.</param>
internal sealed record RouteDoc(string Method, string Path, string Id, string Summary)
{
    /// <summary>What the body of an answer is; null = plain text.</summary>
    public Type? Answer { get; init; }

    /// <summary>What each message of a live answer holds; null = it has no live form.</summary>
    public Type? Message { get; init; }

    /// <summary>Whether there is nothing but the live form.</summary>
    public bool OnlyLive { get; init; }

    /// <summary>What the body of a request is; null = it has none.</summary>
    public Type? Body { get; init; }

    /// <summary>Statuses of answers that are no errors.</summary>
    public IReadOnlyList<int> Good { get; init; } = [200];

    /// <summary>Statuses of errors, each a <see cref="Problem"/>.</summary>
    public IReadOnlyList<int> Bad { get; init; } = [];

    /// <summary>Name, whether it is a number, and what it means.</summary>
    public IReadOnlyList<(string Name, bool IsNumber, string Meaning)> Query { get; init; } = [];
}
