using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansTicks.Core;

namespace OrleansTicks.Simulator;

/// <summary>An exchange to try things on: the wire of a venue on a loopback port, playing recordings or a made-up market, with scripted faults and a
/// ledger.</summary>
/// <remarks>Listens on 127.0.0.1 only. Started once; a stopped one stays stopped.</remarks>
/// <param name="options">Checked at the start.</param>
/// <param name="time">The clock of pings, faults, made-up times and of timed replays.</param>
/// <param name="logger">Life changes; nothing per tick.</param>
public sealed partial class SimulatorServer(SimulatorOptions options, TimeProvider time, ILogger<SimulatorServer>? logger = null) : IAsyncDisposable
{
    private readonly ILogger _logger = logger ?? NullLogger<SimulatorServer>.Instance;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<int, Task> _running = new();
    private readonly TaskCompletionSource _never = new();
    private readonly Tally _tally = new();
    private readonly List<ITimer> _timers = [];
    private IReadOnlyList<SimulatorFault> _faults = [];
    private Ledger? _ledger;
    private IVenueWire? _wire;
    private SimHub? _hub;
    private IMarket? _market;
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private int _handshakes;
    private int _nextIndex;

    /// <summary>The port listened on; known after the start.</summary>
    public int Port { get; private set; }

    /// <summary>What clients are given: <c>ws://127.0.0.1:PORT</c>.</summary>
    public Uri Url => new($"ws://127.0.0.1:{Port}");

    /// <summary>Upper-case symbols that have data here; known after the start.</summary>
    public IReadOnlyList<string> Symbols => _market?.Symbols ?? [];

    /// <summary>Completes when every recording has been played and stands in the ledger; never for a made-up market.</summary>
    public Task Ended => (_market as ReplayMarket)?.Ended ?? _never.Task;

    public SimulatorCounters Counters => new()
    {
        Open = _hub?.OpenConnections ?? 0,
        Accepted = _tally.Accepted,
        Refused = _tally.Refused,
        Sent = _tally.Sent,
        Missed = _tally.Missed,
        Faults = _tally.Faults,
        Begun = _hub?.Begun is not null,
        Ended = _market is ReplayMarket { Ended.IsCompleted: true },
    };

    /// <summary>Starts, tells <paramref name="ready"/>, serves until cancelled and stops in order.</summary>
    /// <exception cref="SimulatorException">It cannot start.</exception>
    public static async Task RunAsync(
        SimulatorOptions options, TimeProvider time, ILogger<SimulatorServer>? logger, Action<SimulatorServer>? ready, CancellationToken cancellationToken)
    {
        await using var server = new SimulatorServer(options, time, logger);
        await server.StartAsync(cancellationToken);
        ready?.Invoke(server);
        await time.PauseAsync(Timeout.InfiniteTimeSpan, cancellationToken);
        await server.StopAsync(CancellationToken.None);
    }

    /// <summary>Reads the recordings, opens the ledger and listens.</summary>
    /// <exception cref="SimulatorException">Options are wrong, a file cannot be used, or the port is taken.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        options.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        _faults = [.. options.Faults.Select(SimulatorFault.Parse)];
        _listener = Listen();
        _ledger = new Ledger(options.Ledger);
        _wire = VenueWires.Create(options);
        _hub = new SimHub(_ledger, _tally, time, _wire) { OnBegin = StartTimedFaults };
        _hub.Market = _market = options.Replay.Count > 0 ? Recorded(_hub) : MadeUp(_hub);
        _ledger.WriteEvent("start", time.GetUtcNow(), $"\"feed\":\"{options.Feed}\",\"port\":{Port},\"seed\":{options.Seed},\"speed\":\"{options.Speed}\"");
        LogServing(options.Feed, Port, Symbols.Count);
        _accepting = AcceptAsync();
        return Task.CompletedTask;
    }

    /// <summary>Closes every connection with 1001, waits for them at most about two seconds, and completes the ledger.</summary>
    /// <exception cref="SimulatorException">The ledger could not be written whole.</exception>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync();
        foreach (var timer in TakeTimers()) await timer.DisposeAsync();
        _listener?.Dispose();
        await _accepting;
        foreach (var connection in _hub?.Connections() ?? []) connection.Close(new CloseRequest(1001, "server", "the simulator stops"));
        await Task.WhenAll(_running.Values).WaitAsync(cancellationToken);
        _ledger?.WriteEvent("stop", time.GetUtcNow(), "");
        _ledger?.Dispose();
        if (_ledger?.Fault is { } fault) throw new SimulatorException($"the ledger {options.Ledger} is not complete: {fault.Message}", fault);
    }

    /// <summary>Waits until the ledger's file holds everything that has been sent so far.</summary>
    /// <exception cref="SimulatorException">The disk refused.</exception>
    public Task FlushLedgerAsync() => Task.Run(() => _ledger?.Flush());

    /// <summary>Completes when every connection that is open now has ended.</summary>
    internal Task WhenConnectionsEnded() => Task.WhenAll(_running.Values);

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _stopping.Dispose();
    }

    private Socket Listen()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, options.Port));
            socket.Listen(2048);
        }
        catch (SocketException fault)
        {
            socket.Dispose();
            throw new SimulatorException(
                $"port {options.Port} on 127.0.0.1 cannot be listened on ({fault.SocketErrorCode}); another port, or 0 for any free one, would do", fault);
        }

        Port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        return socket;
    }

    private ReplayMarket Recorded(SimHub hub)
    {
        var wire = _wire!.Recorded(hub.TopicOf)!;
        var recordings = new List<Recording>();
        foreach (var file in options.Replay)
        {
            var recording = new RecordingReader(wire, options.Symbols).Read(file);
            LogRecording(Path.GetFileName(file), recording.Frames.Count, recording.Skipped);
            recordings.Add(recording);
        }

        return new ReplayMarket(hub, wire, recordings, options.Speed, _stopping.Token);
    }

    private SyntheticMarket MadeUp(SimHub hub) =>
        new(hub, _wire!.MakeUp(time.MicrosecondsNow(), hub.TopicOf), options.Rate, options.Speed, _stopping.Token);

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await _listener!.AcceptAsync(_stopping.Token);
            }
            catch (Exception fault) when (fault is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                if (_stopping.IsCancellationRequested) return;
                continue;
            }

            var number = _handshakes++;
            var running = Task.Run(() => ServeAsync(socket));
            _running[number] = running;
            _ = running.ContinueWith(_ => _running.TryRemove(number, out Task? _), TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        var index = -1;
        try
        {
            using (socket)
            {
                var reader = new ClientReader(socket);
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
                patience.CancelAfter(TimeSpan.FromSeconds(10));
                if (await reader.ReadHeadAsync(patience.Token) is not { } head) return;
                var request = HttpHead.Read(head.Span);
                if (await AnswerPlainAsync(socket, reader, request, patience.Token)) return;
                var handshake = _wire!.Accept(request);
                var refusal = handshake.Status == 101 ? _hub!.TakeRefusal() : null;
                var status = refusal?.Status ?? handshake.Status;
                var response = handshake.Response(refusal);
                if (status != 101)
                {
                    await RefuseAsync(socket, status, response, patience.Token);
                    return;
                }

                _tally.Accept();
                index = Interlocked.Increment(ref _nextIndex) - 1;   // before the answer: whoever connects after it has a higher number
                await socket.SendAsync(response, SocketFlags.None, patience.Token);
                await OpenAsync(index, socket, reader, handshake);
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client left during the handshake, or took too long over it.
        }
        catch (Exception fault)
        {
            LogFailed(index, fault);
            throw;
        }
    }

    private async Task OpenAsync(int index, Socket socket, ClientReader reader, Handshake handshake)
    {
        var faults = _faults.Where(fault => fault.Frame is not null && (fault.Connection ?? index) == index);
        var connection = new Connection(index, socket, reader, _hub!, _wire!, handshake.Session!, options, faults);
        _hub!.Attach(connection);
        var path = System.Text.Json.JsonSerializer.Serialize(handshake.Path);
        _ledger!.WriteEvent("open", time.GetUtcNow(), $"\"conn\":{index},\"path\":{path}{handshake.Fields}");
        LogOpened(index, handshake.Path);
        if (_stopping.IsCancellationRequested) connection.Close(new CloseRequest(1001, "server", "the simulator stops"));
        await connection.RunAsync();
    }

    /// <summary>Answers what is no WebSocket; false when it is one, or nothing that the venue knows.</summary>
    private async Task<bool> AnswerPlainAsync(Socket socket, ClientReader reader, HttpHead request, CancellationToken cancellationToken)
    {
        if (request.Has("Upgrade", "websocket")) return false;
        if (await reader.ReadBodyAsync(request, cancellationToken) is not { } body) return true;
        if (_wire!.Answer(request, body.Span) is not { } answer) return false;
        await socket.SendAsync(answer, SocketFlags.None, cancellationToken);
        socket.Shutdown(SocketShutdown.Send);
        return true;
    }

    private async Task RefuseAsync(Socket socket, int status, byte[] response, CancellationToken cancellationToken)
    {
        _tally.Refuse();
        _ledger!.WriteEvent("refused", time.GetUtcNow(), $"\"status\":{status}");
        LogRefused(status);
        await socket.SendAsync(response, SocketFlags.None, cancellationToken);
        socket.Shutdown(SocketShutdown.Send);
    }

    private void StartTimedFaults()
    {
        foreach (var fault in _faults.Where(fault => fault.At is not null))
            _timers.Add(time.CreateTimer(_ => Play(fault), null, fault.At!.Value, Timeout.InfiniteTimeSpan));
    }

    private List<ITimer> TakeTimers()
    {
        if (_hub is null) return [];
        lock (_hub.Gate) return [.. _timers];
    }

    private void Play(SimulatorFault fault)
    {
        LogFault(fault);
        if (fault.Action is SimulatorFaultAction.Refuse or SimulatorFaultAction.Ban)
        {
            _hub!.Note(fault, connection: null);
            _hub.Refuse(fault);
            return;
        }

        foreach (var connection in _hub!.Connections().Where(connection => (fault.Connection ?? connection.Index) == connection.Index)) connection.Post(fault);
    }
}
