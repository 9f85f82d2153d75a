namespace OrleansTicks.Client;

/// <summary>What the process says at its end. Scripts rely on these; they never change meaning.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>It failed, or (after <c>up</c>) something stays in the spool.</summary>
    public const int Error = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Nobody answers at the API's address.</summary>
    public const int Unreachable = 3;

    public const int NotFound = 4;

    /// <summary>It works, but not all of it: a stream is parked.</summary>
    public const int Degraded = 5;

    /// <summary>The API key, or a venue's token, is missing or wrong.</summary>
    public const int Auth = 6;

    /// <summary>Somebody is there but did not answer in time.</summary>
    public const int Timeout = 7;
}
