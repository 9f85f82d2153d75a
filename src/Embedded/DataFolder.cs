namespace OrleansTicks.Embedded;

/// <summary>Where things lie when nobody says otherwise.</summary>
public static class DataFolder
{
    /// <summary>The default store of real data, in the folder.</summary>
    public const string Real = "ticks.db";

    /// <summary>The default store of the feed <c>sim</c>, in the folder.</summary>
    public const string Simulated = "ticks-sim.db";

    /// <summary>Below it a folder a stream, with the raw frames that were recorded.</summary>
    public const string Recordings = "recordings";

    /// <summary>Below it <c>&lt;store uuid&gt;/&lt;slot&gt;</c>.</summary>
    public const string Spool = "spool";

    /// <summary><c>$XDG_DATA_HOME/orleansticks</c>, else <c>~/.local/share/orleansticks</c>; on Windows the local application data.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    public static string Default(Func<string, string?> variable)
    {
        if (variable("XDG_DATA_HOME") is { Length: > 0 } home && Path.IsPathFullyQualified(home)) return Path.Combine(home, "orleansticks");
        if (OperatingSystem.IsWindows()) return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "OrleansTicks");
        return Path.Combine(variable("HOME") is { Length: > 0 } user ? user : Path.GetTempPath(), ".local", "share", "orleansticks");
    }
}
