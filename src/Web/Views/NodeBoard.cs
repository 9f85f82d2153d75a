using System.Reflection;
using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>The board: the node, its totals and every stream, at one moment.</summary>
public sealed record NodeBoard
{
    private static readonly string Build = typeof(NodeBoard).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public required DateTimeOffset AsOf { get; init; }

    /// <summary>Who says this.</summary>
    public required string Node { get; init; }

    /// <summary>Which store, in words without secrets; left out until it is open.</summary>
    public string? Store { get; init; }

    public required string Version { get; init; }

    public required bool Ready { get; init; }

    /// <summary>Why it is not ready.</summary>
    public string? Reason { get; init; }

    public required TotalsView Totals { get; init; }

    public required IReadOnlyList<StreamView> Streams { get; init; }

    public static NodeBoard Of(ApiSource source, DateTimeOffset now)
    {
        var totals = source.Streams.Totals();
        var names = source.Streams.Latest().ToDictionary(latest => latest.Instrument.Id, latest => latest.Instrument.Name);
        var reason = source.NotReady() ?? totals.StoreTrouble;
        return new NodeBoard
        {
            AsOf = now,
            Node = source.NodeName,
            Store = source.StoreName() is { Length: > 0 } store ? store : null,
            Version = Build,
            Ready = reason is null,
            Reason = reason,
            Totals = TotalsView.Of(totals),
            Streams = [.. source.Streams.List().Select(status => StreamView.Of(status, names.GetValueOrDefault))],
        };
    }
}
