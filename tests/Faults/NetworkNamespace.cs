using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using OrleansTicks.System.Tests;

namespace OrleansTicks.Faults;

/// <summary>A network of its own for one process, with one cable to this one that can be pulled: packets vanish in the kernel, and nobody is told.</summary>
internal sealed partial class NetworkNamespace : IDisposable
{
    private const int NewNetwork = 0x40000000;

    private readonly string _name;
    private readonly string _cable;
    private bool _there = true;

    private NetworkNamespace(string name, string cable, IPAddress here)
    {
        (_name, _cable, Here) = (name, cable, here);
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    /// <summary>Why it cannot be done here; null = it can.</summary>
    public static string? Lack => !OperatingSystem.IsLinux() || Environment.UserName != "root" || !Programs.Has("ip")
        ? "a network namespace can only be made by root on Linux, with iproute2"
        : Allowed.Value ? null : "this machine does not let root make network namespaces";

    /// <summary>This end of the cable: what the process inside connects to.</summary>
    public IPAddress Here { get; }

    /// <summary>What a command line begins with, so that its process lives inside.</summary>
    public IReadOnlyList<string> Prefix => ["ip", "netns", "exec", _name];

    private static Lazy<bool> Allowed { get; } = new(() =>
    {
        var name = $"ticks-try-{Environment.ProcessId}";
        if (Programs.RunAsync("ip", "netns", "add", name).GetAwaiter().GetResult().Exit != 0) return false;
        var cable = Programs.RunAsync("ip", "-n", name, "link", "add", "try0", "type", "veth", "peer", "name", "try1").GetAwaiter().GetResult().Exit == 0;
        Programs.RunAsync("ip", "netns", "del", name).GetAwaiter().GetResult();
        return cable;
    });

    /// <exception cref="InvalidOperationException">The system refuses a step; the message says which.</exception>
    public static async Task<NetworkNamespace> CreateAsync()
    {
        // A block of four addresses by the process's number: several runs may stand beside each other.
        var block = Environment.ProcessId % (1 << 14) * 4;
        var (here, there) = ($"10.213.{(block >> 8) & 255}.{(block & 255) + 1}", $"10.213.{(block >> 8) & 255}.{(block & 255) + 2}");
        var (name, cable) = ($"ticks-{Environment.ProcessId}", $"tk{Environment.ProcessId}a");
        var far = $"tk{Environment.ProcessId}b";
        await IpAsync("netns", "add", name);
        var made = new NetworkNamespace(name, cable, IPAddress.Parse(here));
        try
        {
            await IpAsync("link", "add", cable, "type", "veth", "peer", "name", far, "netns", name);
            await IpAsync("addr", "add", $"{here}/30", "dev", cable);
            await IpAsync("link", "set", cable, "up");
            await IpAsync("-n", name, "addr", "add", $"{there}/30", "dev", far);
            await IpAsync("-n", name, "link", "set", far, "up");
            await IpAsync("-n", name, "link", "set", "lo", "up");
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    /// <summary>Pulls the cable, or puts it in again.</summary>
    public Task CutAsync(bool cut) => IpAsync("link", "set", _cable, cut ? "down" : "up");

    /// <summary>A socket that lives inside, as if it was the process's own: a socket belongs to the network in which it was made.</summary>
    public Socket CreateSocket()
    {
        Socket? made = null;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var handle = File.OpenHandle($"/var/run/netns/{_name}");
                if (Enter((int)handle.DangerousGetHandle(), NewNetwork) != 0) throw new InvalidOperationException($"this thread cannot enter the namespace: error {Marshal.GetLastPInvokeError()}");
                made = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            }
            catch (Exception refused) when (refused is IOException or InvalidOperationException or SocketException)
            {
                failure = refused;
            }
        });
        thread.Start();       // and ends: no other work ever runs on a thread that was inside
        thread.Join();
        return made ?? throw new InvalidOperationException("no socket could be made inside the namespace", failure);
    }

    public void Dispose()
    {
        if (!_there) return;
        _there = false;
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        Programs.RunAsync("ip", "link", "del", _cable).GetAwaiter().GetResult();
        Programs.RunAsync("ip", "netns", "del", _name).GetAwaiter().GetResult();
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int Enter(int handle, int type);

    private static async Task IpAsync(params string[] arguments)
    {
        var (exit, said) = await Programs.RunAsync("ip", arguments);
        if (exit != 0) throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {said}");
    }

    private void OnExit(object? sender, EventArgs arguments) => Dispose();
}
