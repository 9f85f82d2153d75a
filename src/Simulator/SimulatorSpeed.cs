using System.Globalization;

namespace OrleansTicks.Simulator;

/// <summary>How fast a market plays: a factor (1 = its own timing), or as fast as its readers take it.</summary>
public readonly record struct SimulatorSpeed
{
    private readonly double _factor;

    private SimulatorSpeed(double factor) => _factor = factor;

    /// <summary>In its own timing; also the default value.</summary>
    public static SimulatorSpeed Real => new(1);

    /// <summary>As fast as the readers take it, held back by TCP alone.</summary>
    public static SimulatorSpeed Max => new(double.PositiveInfinity);

    /// <summary>Times its own timing; infinite for <see cref="Max"/>.</summary>
    public double Factor => _factor == 0 ? 1 : _factor;

    public bool IsMax => double.IsPositiveInfinity(_factor);

    /// <summary>Reads a positive number or <c>max</c>.</summary>
    public static bool TryParse(string text, out SimulatorSpeed speed)
    {
        speed = Real;
        if (text.Equals("max", StringComparison.OrdinalIgnoreCase))
        {
            speed = Max;
            return true;
        }

        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor)) return false;
        if (factor is not (> 0 and <= 1_000_000)) return false;
        speed = new SimulatorSpeed(factor);
        return true;
    }

    /// <exception cref="FormatException">The text is neither a positive number nor <c>max</c>.</exception>
    public static SimulatorSpeed Parse(string text) =>
        TryParse(text, out var speed)
            ? speed
            : throw new FormatException($"speed '{text}' must be a positive number (1 = as recorded, 10 = ten times faster) or max");

    public override string ToString() => IsMax ? "max" : Factor.ToString(CultureInfo.InvariantCulture);
}
