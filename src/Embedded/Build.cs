using System.Reflection;

namespace OrleansTicks.Embedded;

/// <summary>Which build this is.</summary>
internal static class Build
{
    public static string Version { get; } =
        typeof(Build).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? typeof(Build).Assembly.GetName().Version?.ToString() ?? "unknown";
}
