namespace OrleansTicks.Faults;

/// <summary>One way to break things.</summary>
/// <param name="Name">What <c>./faults</c> calls it.</param>
/// <param name="Summary">A line for the list.</param>
/// <param name="Act">Breaks, watches, mends; writes figures and what did not hold.</param>
internal sealed record Fault(string Name, string Summary, Func<Scene, Findings, Task> Act)
{
    /// <summary>Changes the scene where the fault needs another.</summary>
    public Func<SceneOptions, SceneOptions> Options { get; init; } = static options => options;

    /// <summary>Says what is lacking on this machine; null = nothing. Where something is, the fault is skipped.</summary>
    public Func<string?> Lack { get; init; } = static () => null;

    /// <summary>May be drawn by chance, alone or beside another.</summary>
    public bool Random { get; init; } = true;

    /// <summary>Needs a cluster.</summary>
    public bool SilosOnly { get; init; }
}
