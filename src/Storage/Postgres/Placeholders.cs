using System.Text;

namespace OrleansTicks.Storage;

/// <summary>Writes calls with positional parameters.</summary>
internal static class Placeholders
{
    /// <summary><c>function($1,$2,…)</c>.</summary>
    public static string Call(string function, int count)
    {
        var text = new StringBuilder(function).Append('(');
        for (var i = 1; i <= count; i++) text.Append(i == 1 ? "$" : ",$").Append(i);
        return text.Append(')').ToString();
    }
}
