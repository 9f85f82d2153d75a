namespace OrleansTicks.Client;

/// <summary>The predecessor's recommended settings. What is said explicitly wins.</summary>
internal enum Profile
{
    /// <summary>High frequency: 30 a connection, 300 in all, 2 s apart, a board every 15 s.</summary>
    Hft,

    /// <summary>Development: 20 a connection, 100 in all, last prices only, a board every minute.</summary>
    Dev,
}
