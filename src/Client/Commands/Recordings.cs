namespace OrleansTicks.Client;

/// <summary>Reads of recordings whose failures are one line.</summary>
internal static class Recordings
{
    /// <exception cref="CommandFailure">It cannot be read, or is none.</exception>
    public static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandFailure(ExitCode.NotFound, failure.Message);
        }
        catch (Exception failure) when (failure is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Error, failure.Message);
        }
    }
}
