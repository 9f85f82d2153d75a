namespace OrleansTicks.Faults;

/// <summary>The working point: ten streams of fifty symbols and 5,000 ticks a second on two nodes; twelve streams on three silos.</summary>
internal sealed record SceneOptions
{
    /// <summary>Symbols that the exchange has beside them, for groups that a fault starts itself.</summary>
    public const int Spare = 10;

    public int Seed { get; init; } = 1;

    public int Streams { get; init; } = 10;

    public int PerStream { get; init; } = 50;

    public int Rate { get; init; } = 5_000;

    /// <summary>Three silos of a cluster in place of two nodes.</summary>
    public bool Silos { get; init; }

    /// <summary>How many of them.</summary>
    public int Nodes { get => field > 0 ? field : Silos ? 3 : 2; init; }

    /// <summary>The first node lives in a network of its own.</summary>
    public bool Namespaced { get; init; }

    /// <summary>How long all streams may take until they run.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The lease profile <c>fast</c>.</summary>
    public bool Fast { get; init; }

    /// <summary>The whole dose of the issue instead of a small one.</summary>
    public bool Full { get; init; }

    /// <summary>Scripted faults of the exchange.</summary>
    public IReadOnlyList<string> ExchangeFaults { get; init; } = [];

    /// <summary>The data folder of the first node lies on a disk of its own of so many megabytes; 0 = on that of all others.</summary>
    public int DiskMegabytes { get; init; }

    /// <summary>The database lies in a table space of its own of so many megabytes; 0 = in the server's folder.</summary>
    public int StoreMegabytes { get; init; }

    public static string SpareSymbol(int number) => $"ZZSPARE{number}";
}
