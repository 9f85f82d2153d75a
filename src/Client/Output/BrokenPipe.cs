namespace OrleansTicks.Client;

/// <summary>Who read our output has gone.</summary>
internal static class BrokenPipe
{
    private const int Epipe = 32;
    private const int ErrorBrokenPipe = 109;
    private const int ErrorNoData = 232;

    /// <summary>The runtime passes the system's number on, and on Unix only the text is sure.</summary>
    public static bool Is(IOException failure) =>
        failure.Message.Contains("Broken pipe", StringComparison.OrdinalIgnoreCase) || (failure.HResult & 0xFFFF) is Epipe or ErrorBrokenPipe or ErrorNoData;
}
