using System.Text.Encodings.Web;
using System.Text.Json;

namespace OrleansTicks.Faults;

/// <summary>All figures of a run and every line that did not hold; its JSON is the verdict.</summary>
internal sealed class Findings(string fault, SceneOptions options)
{
    private readonly Dictionary<string, object?> _figures = new(StringComparer.Ordinal) { ["fault"] = fault, ["seed"] = options.Seed, ["full"] = options.Full, ["lease"] = options.Fast ? "fast" : "default", ["nodes"] = $"{options.Nodes} {(options.Silos ? "silos" : "nodes")}" };
    private readonly List<string> _reasons = [];

    public bool Ok => _reasons.Count == 0;

    public void Figure(string name, object? value) => _figures[name] = value is double number ? Math.Round(number, 1) : value;

    /// <summary>A line that must hold.</summary>
    public void Must(bool holds, string otherwise)
    {
        if (!holds) _reasons.Add(otherwise);
    }

    /// <summary>p50, p95 and the largest, under names that begin alike.</summary>
    public (double P50, double P95, double Max) Spread(string name, IReadOnlyCollection<double> values)
    {
        if (values.Count == 0) return (0, 0, 0);
        var sorted = values.Order().ToList();
        var spread = (At(0.5), At(0.95), sorted[^1]);
        Figure($"{name}_p50_ms", spread.Item1);
        Figure($"{name}_p95_ms", spread.Item2);
        Figure($"{name}_max_ms", spread.Item3);
        Figure($"{name}_n", sorted.Count);
        return spread;

        double At(double share) => sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling(share * sorted.Count) - 1)];
    }

    public string ToJson() => JsonSerializer.Serialize(
        new Dictionary<string, object?>(_figures) { ["ok"] = Ok, ["reasons"] = _reasons.Take(20) }, new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
