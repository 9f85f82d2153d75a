namespace OrleansTicks.System.Tests;

/// <summary>A small dose by default; <c>tests/kills</c> asks for more by environment variables and reads the verdict from a file.</summary>
internal static class Doses
{
    public static int Number(string name, int usual) => int.TryParse(Environment.GetEnvironmentVariable(name), out var given) ? given : usual;

    public static bool IsFull => Environment.GetEnvironmentVariable("TICKS_VERDICT") is { Length: > 0 };

    /// <summary>Only one store when the script asks for one.</summary>
    public static bool Wants(string kind) => Environment.GetEnvironmentVariable("TICKS_KILLS_STORE") is not { Length: > 0 } only || only == kind;

    public static void Tell(string verdict)
    {
        TestContext.Current.SendDiagnosticMessage(verdict);
        if (Environment.GetEnvironmentVariable("TICKS_VERDICT") is { Length: > 0 } file) File.AppendAllText(file, verdict + "\n");
    }
}
