using System.Runtime.InteropServices;

namespace OrleansTicks.Client;

/// <summary>The first Ctrl-C or SIGTERM asks to end in good order; a second one ends at once, as the system would.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _first = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Interrupts() => _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, Receive))];

    public CancellationToken Token => _first.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _first.Dispose();
    }

    private void Receive(PosixSignalContext context)
    {
        context.Cancel = !_first.IsCancellationRequested;
        // Off the signal thread: what hangs on the token must not hold up a second signal.
        if (context.Cancel) _ = _first.CancelAsync();
    }
}
