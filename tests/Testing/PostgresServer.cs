using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Npgsql;

namespace OrleansTicks.Testing;

/// <summary>A real PostgreSQL of the test's own: on a free loopback port, in a folder that goes with it.</summary>
/// <remarks>It can be stopped hard, frozen and started again.</remarks>
public sealed partial class PostgresServer : IAsyncDisposable
{
    private const int Interrupt = 2, Quit = 3, Kill = 9, Continue = 18, Halt = 19;

    private readonly string _programs;
    private readonly string _folder;
    private readonly string[] _options;
    private readonly StringBuilder _log = new();
    private Process? _process;

    private PostgresServer(string programs, string folder, int port, string[] options)
    {
        _programs = programs;
        _folder = folder;
        _options = options;
        Port = port;
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    public int Port { get; }

    /// <summary>Key=value text of an administrator's login, without a password: it listens on loopback only.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username=postgres;Database=postgres";

    /// <summary>The folder of PostgreSQL's programs: <c>$TICKS_TEST_PGBIN</c>, the PATH, then Debian's newest; null where there is none.</summary>
    public static string? FindPrograms()
    {
        const string Debian = "/usr/lib/postgresql";
        string?[] folders =
        [
            Environment.GetEnvironmentVariable("TICKS_TEST_PGBIN"),
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator),
            .. (Directory.Exists(Debian) ? Directory.GetDirectories(Debian) : []).OrderByDescending(Version).Select(folder => Path.Combine(folder, "bin")),
        ];
        return folders.FirstOrDefault(folder => folder is { Length: > 0 } && Has(folder, "initdb") && Has(folder, "postgres"));

        static int Version(string folder) => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0;
        static bool Has(string folder, string program)
        {
            var file = new FileInfo(Path.Combine(folder, program));
            return file.Exists && (file.ResolveLinkTarget(returnFinalTarget: true) ?? file).Exists;      // a link may lead nowhere
        }
    }

    /// <summary>Makes a cluster and starts it. The flush to disk stays on: what is committed survives <see cref="StopHardAsync"/>.</summary>
    /// <param name="options">Settings beyond the defaults, <c>max_connections=20</c>.</param>
    /// <exception cref="InvalidOperationException">It cannot be had here; the message is fit for a skipped test.</exception>
    public static async Task<PostgresServer> StartNewAsync(params string[] options)
    {
        if (OperatingSystem.IsWindows()) throw new InvalidOperationException("a private PostgreSQL needs a Unix");
        var programs = FindPrograms() ?? throw new InvalidOperationException("PostgreSQL's server programs (initdb, postgres) are not on this machine");
        var folder = Directory.CreateTempSubdirectory("ticks-pg-").FullName;
        var server = new PostgresServer(programs, folder, Ports.Free(), options);
        try
        {
            if (Environment.UserName == "root") await RunAsync("chown", ["postgres", folder]);
            await RunAsync(server.Command("initdb"), ["-D", server.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]);
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it, and returns once it lets a login in: also after a hard stop, when it first recovers.</summary>
    public async Task StartAsync()
    {
        var (program, arguments) = As(Command("postgres"));
        string[] settings =
        [
            $"port={Port}", "listen_addresses=127.0.0.1", $"unix_socket_directories={_folder}", "max_connections=60", "shared_buffers=64MB", .. _options,
        ];
        _process = Start(program, [.. arguments, "-D", Data, .. settings.SelectMany(setting => new[] { "-c", setting })], _folder);
        _process.ErrorDataReceived += Log;
        _process.OutputDataReceived += Log;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await AnswersAsync(limit.Token))
        {
            if (_process.HasExited) throw new InvalidOperationException($"PostgreSQL did not start: {_log}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
        }
    }

    /// <summary>As if the machine lost power: no farewell to anybody, recovery at the next start.</summary>
    public Task StopHardAsync() => EndAsync(Quit);

    /// <summary>In order: what runs is rolled back, everybody is told.</summary>
    public Task StopAsync() => EndAsync(Interrupt);

    /// <summary>Stops the clocks of all its processes: connections stay open and nothing answers.</summary>
    public void Freeze() => SignalAll(Halt);

    public void Thaw() => SignalAll(Continue);

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        await EndAsync(Quit);
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    private string Command(string name) => Path.Combine(_programs, name);

    /// <summary>PostgreSQL refuses to run as root, so root runs it as the user that its package made.</summary>
    private static (string Program, string[] Arguments) As(string program) => Environment.UserName == "root"
        ? ("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", program])
        : (program, []);

    private static async Task RunAsync(string program, string[] arguments)
    {
        var (name, first) = program.EndsWith("initdb", StringComparison.Ordinal) ? As(program) : (program, []);
        try
        {
            using var process = Start(name, [.. first, .. arguments]);
            var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            if (process.ExitCode != 0) throw new InvalidOperationException($"{Path.GetFileName(program)} failed: {string.Join(' ', await said).Trim()}");
        }
        catch (Win32Exception error)
        {
            throw new InvalidOperationException($"{Path.GetFileName(program)} cannot be run: {error.Message}", error);
        }
    }

    private static Process Start(string program, string[] arguments, string? folder = null)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = folder,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false;Timeout=2");
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private async Task EndAsync(int signal)
    {
        if (_process is not { } process) return;
        _process = null;
        if (!process.HasExited)
        {
            SendAll(process.Id, Continue);
            Send(process.Id, signal);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                SendAll(process.Id, Kill);
                await process.WaitForExitAsync();
            }
        }

        process.Dispose();
    }

    private void SignalAll(int signal) => SendAll(_process?.Id ?? throw new InvalidOperationException("It does not run."), signal);

    /// <summary>The server and its children, which are one level deep.</summary>
    private static void SendAll(int id, int signal)
    {
        Send(id, signal);
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var child)) continue;
            try
            {
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                // "pid (name) state parent …": the name may hold anything, so count from its closing bracket.
                if (stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] == $"{id}") Send(child, signal);
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }
    }

    private void OnExit(object? sender, EventArgs arguments)
    {
        if (_process is not { HasExited: false } process) return;
        SendAll(process.Id, Continue);
        Send(process.Id, Quit);
        process.WaitForExit(5000);
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private void Log(object sender, DataReceivedEventArgs line)
    {
        lock (_log)
        {
            if (_log.Length < 20_000) _log.AppendLine(line.Data);
        }
    }

    private static void Send(int id, int signal) => _ = KillProcess(id, signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int KillProcess(int id, int signal);
}
