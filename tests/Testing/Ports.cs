using System.Net;
using System.Net.Sockets;

namespace OrleansTicks.Testing;

/// <summary>Ports for programs that must be told theirs.</summary>
public static class Ports
{
    /// <summary>The system gives outgoing connections ports from 32768 on: a free one from there may be taken before our program comes to it.</summary>
    private const int First = 20_000, End = 32_768;

    /// <summary>A loopback port that nobody has at this moment, and that no outgoing connection will take.</summary>
    public static int Free()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, End);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException taken) when (taken.SocketErrorCode is SocketError.AddressAlreadyInUse)
            {
                // Another one, then.
            }
        }
    }
}
