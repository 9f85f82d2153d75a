namespace OrleansTicks.Simulator;

/// <summary>Reasons in Dhan's disconnect packet.</summary>
internal static class DhanReason
{
    public const ushort TooManyInstruments = 804;
    public const ushort TooManyConnections = 805;
    public const ushort TokenExpired = 807;
    public const ushort AuthenticationFailed = 808;
    public const ushort InvalidSecurity = 813;
    public const ushort InvalidRequest = 814;
}
