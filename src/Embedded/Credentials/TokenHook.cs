using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace OrleansTicks.Embedded;

/// <summary>The operator's own way to a new token: a command that prints one. Run when there is none, when the venue refused it, or when it is about to die.</summary>
/// <remarks>What the command prints is a secret: it goes into the vault and nowhere else. What it says on standard error is not looked at.</remarks>
internal sealed partial class TokenHook(string command, string feed, TokenVault vault, TimeProvider time, ILogger<TokenHook> logger)
{
    /// <summary>The feed that wants a token, for the command.</summary>
    public const string Variable = "TICKS_FEED";

    private const int LongestToken = 16_384;
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(10), Between = TimeSpan.FromMinutes(5), Limit = TimeSpan.FromSeconds(60);

    private long? _ran;

    /// <summary>Runs the command where a new token is wanted, at most once in five minutes. Never throws but for the end.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (!IsWanted(vault.Find(feed)) || (_ran is { } ran && time.GetElapsedTime(ran) < Between)) return;
        _ran = time.GetTimestamp();
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var (exit, printed) = await RunAsync(either.Token);
            if (exit != 0) LogFailed(feed, $"it ended with {exit}");
            else
            {
                vault.Set(feed, printed.Trim(), clientId: null, expiresAt: null);
                LogRefreshed(feed);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(feed, $"it did not end within {Limit.TotalSeconds:0} s");
        }
        catch (Exception failure) when (failure is FormatException or Win32Exception or IOException or InvalidOperationException)
        {
            LogFailed(feed, failure.Message);        // of ours or the system's: none of them repeats what was printed
        }
    }

    private bool IsWanted(TokenEntry? entry) => entry is null or { Refusals: >= 2 } || (entry.ExpiresAt is { } end && end - time.GetUtcNow() < Before);

    private async Task<(int Exit, string Printed)> RunAsync(CancellationToken cancellationToken)
    {
        var start = OperatingSystem.IsWindows() ? new ProcessStartInfo("cmd.exe", ["/c", command]) : new ProcessStartInfo("/bin/sh", ["-c", command]);
        (start.UseShellExecute, start.RedirectStandardOutput, start.RedirectStandardError, start.RedirectStandardInput) = (false, true, true, true);
        start.Environment[Variable] = feed;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("the command cannot be started");
        try
        {
            process.StandardInput.Close();
            var ignored = process.StandardError.BaseStream.CopyToAsync(Stream.Null, cancellationToken);
            var buffer = new char[LongestToken + 1];
            var length = await process.StandardOutput.ReadBlockAsync(buffer, cancellationToken);
            if (length > LongestToken) throw new FormatException($"it printed more than {LongestToken} characters");
            await process.WaitForExitAsync(cancellationToken);
            await ignored;
            return (process.ExitCode, new string(buffer, 0, length));
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    [LoggerMessage(LogLevel.Information, "The token hook set a new access token of {Feed}")]
    private partial void LogRefreshed(string feed);

    [LoggerMessage(LogLevel.Error, "The token hook gave no access token of {Feed}: {Problem}")]
    private partial void LogFailed(string feed, string problem);
}
