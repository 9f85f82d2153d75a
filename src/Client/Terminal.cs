using System.Text;
using Microsoft.Win32.SafeHandles;

namespace OrleansTicks.Client;

/// <summary>The process's own standard output and error.</summary>
internal sealed class Terminal : IDisposable
{
    private readonly StreamWriter _out = new(OpenOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 32 << 10);

    public Surroundings Describe(CancellationToken interrupted)
    {
        var terminal = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb");
        _out.AutoFlush = !Console.IsOutputRedirected;
        return new Surroundings { Out = _out, In = Console.In, Error = Console.Error, IsTerminal = terminal, Variable = Environment.GetEnvironmentVariable, Interrupted = interrupted };
    }

    public void Dispose()
    {
        try
        {
            _out.Dispose();
        }
        catch (IOException)
        {
            _ = ExitCode.Ok;   // whoever read us is gone; nothing is left to be said to them
        }
    }

    /// <summary>The console's own stream hides a broken pipe and writes on for ever, so a pipe is written to directly. A file is not: two writers share its position.</summary>
    private static Stream OpenOutput()
    {
        if (Console.IsOutputRedirected && !OperatingSystem.IsWindows())
        {
            var direct = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            if (!direct.CanSeek) return direct;
        }

        return Console.OpenStandardOutput();
    }
}
