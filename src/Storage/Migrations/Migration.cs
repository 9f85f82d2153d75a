using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace OrleansTicks.Storage;

/// <summary>One numbered step of a store's schema, as it lies in this assembly.</summary>
/// <param name="Number">From 1, without holes; the order of the steps.</param>
/// <param name="Name">What the file is called, <c>0001_tables</c>.</param>
/// <param name="Sql">Its statements; run in one transaction.</param>
internal sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>SHA-256 of the text, in hex: an applied step must never change afterwards.</summary>
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>All steps of a folder of this room (<c>Postgres</c>, <c>Sqlite</c>), in order.</summary>
    public static IReadOnlyList<Migration> Load(string folder)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = $"{typeof(Migration).Namespace}.{folder}.";
        var steps = assembly.GetManifestResourceNames()
            .Where(resource => resource.StartsWith(prefix, StringComparison.Ordinal) && resource.EndsWith(".sql", StringComparison.Ordinal))
            .Select(resource => Read(assembly, resource, resource[prefix.Length..^".sql".Length]))
            .OrderBy(step => step.Number)
            .ToList();
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i].Number != i + 1) throw new InvalidOperationException($"{folder}/{steps[i].Name}.sql must have number {i + 1}.");
        }

        return steps;
    }

    private static Migration Read(Assembly assembly, string resource, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        // A checkout that turns line ends around must not change the checksum.
        return new Migration(int.Parse(name.AsSpan(0, name.IndexOf('_', StringComparison.Ordinal))), name, reader.ReadToEnd().ReplaceLineEndings("\n"));
    }
}
