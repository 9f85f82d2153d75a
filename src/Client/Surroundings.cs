namespace OrleansTicks.Client;

/// <summary>All that a command knows of the world around it.</summary>
internal sealed record Surroundings
{
    /// <summary>Data.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Talk.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>What is handed to a command, a line at a time.</summary>
    public TextReader In { get; init; } = TextReader.Null;

    /// <summary>Somebody looks at <see cref="Out"/>, in colour; else it is a pipe or a file.</summary>
    public bool IsTerminal { get; init; }

    public required Func<string, string?> Variable { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Cancelled by Ctrl-C or SIGTERM.</summary>
    public CancellationToken Interrupted { get; init; }

    /// <summary>A line of talk.</summary>
    public void Say(string line) => Error.WriteLine(Plain.Text(line));
}
