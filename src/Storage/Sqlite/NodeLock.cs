using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Keeps a second node away from a store file: an operating-system lock on <c>&lt;file&gt;.lock</c>, which holds the owner's pid as text.</summary>
/// <remarks>The system releases it with the process, however that ends; the file itself stays, since deleting it would let two owners in.</remarks>
internal sealed partial class NodeLock : IDisposable
{
    private const int WouldBlockLinux = 11, WouldBlockMac = 35, SharingViolationWindows = unchecked((int)0x80070020);
    private readonly FileStream _file;

    private NodeLock(FileStream file) => _file = file;

    /// <exception cref="StoreRefusedException">Another node has the store; the message names its pid.</exception>
    public static NodeLock Take(string storePath)
    {
        var path = storePath + ".lock";
        FileStream file;
        try
        {
            // Elsewhere than on Windows FileShare.None is an advisory lock, and whoever does not lock may read.
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None);
        }
        catch (IOException e) when (e.HResult is WouldBlockLinux or WouldBlockMac or SharingViolationWindows)
        {
            var owner = ReadPid(path) is { } pid ? $"pid {pid}" : "another process";
            throw new StoreRefusedException($"{storePath} is already open by {owner}; stop that node, or give this one another --store.", e);
        }

        try
        {
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
            file.Flush();
            return new NodeLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        // An empty file says that nobody has it, to people who look.
        try
        {
            _file.SetLength(0);
        }
        catch (IOException)
        {
            // The lock itself goes with the handle.
        }

        _file.Dispose();
    }

    private static string? ReadPid(string path)
    {
        try
        {
            using var file = OperatingSystem.IsWindows()
                ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite)
                : new FileStream(OpenUnlocked(path), FileAccess.Read, bufferSize: 0);   // FileStream's own opening would ask for a shared lock
            using var reader = new StreamReader(file);
            return reader.ReadLine() is { Length: > 0 } pid ? pid : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private static SafeFileHandle OpenUnlocked(string path) => new(Open(path, flags: 0), ownsHandle: true);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);
}
