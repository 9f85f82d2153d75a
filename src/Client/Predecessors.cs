namespace OrleansTicks.Client;

/// <summary>Commands under the names that the predecessors gave them.</summary>
internal static class Predecessors
{
    private static readonly Dictionary<string, string[]> Names = new(StringComparer.Ordinal)
    {
        ["start_websocket_multi"] = ["up"],
        ["start_websocket_system"] = ["up"],
        ["stop_all_streams"] = ["stop", "--all"],
        ["stream_status"] = ["status"],
    };

    /// <summary>The same line with today's name; the help stays free of the old ones.</summary>
    public static IReadOnlyList<string> Translate(IReadOnlyList<string> args) => args.Count > 0 && Names.TryGetValue(args[0], out var now) ? [.. now, .. args.Skip(1)] : args;
}
