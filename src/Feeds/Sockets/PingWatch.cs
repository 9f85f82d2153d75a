using System.Net.WebSockets;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Finds connections whose far end is gone: we wait for bytes, our pings go out, and nothing at all comes back.</summary>
/// <remarks>
/// The framework's own time-out for pongs cannot be used for this: while a burst is being worked off, a pong stands behind megabytes of data, and a connection
/// that delivers as fast as we can read would be cut for it. Any byte proves the far end; and while nobody waits for bytes, nothing can be said.
/// </remarks>
internal sealed class PingWatch : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Watched> _watched = [];
    private readonly TimeProvider _time;
    private readonly TimeSpan _silence;
    private readonly ITimer _timer;

    /// <param name="interval">How often pings go out.</param>
    /// <param name="timeout">How long an answer may take.</param>
    /// <param name="time">The clock.</param>
    public PingWatch(TimeSpan interval, TimeSpan timeout, TimeProvider time)
    {
        _time = time;
        _silence = interval + timeout;
        var every = _silence / 8;
        _timer = time.CreateTimer(_ => Look(), null, every, every);
    }

    /// <summary>Begins to watch a connection that is about to open.</summary>
    public Watched Add(ClientWebSocket socket)
    {
        var watched = new Watched(this, socket);
        lock (_gate) _watched.Add(watched);
        return watched;
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var now = _time.GetTimestamp();
        lock (_gate)
        {
            foreach (var watched in _watched) watched.Look(now);
        }
    }

    /// <summary>What is known of one connection.</summary>
    internal sealed class Watched(PingWatch watch, ClientWebSocket socket) : IDisposable
    {
        private long _waitingSince;
        private bool _suspected;

        /// <summary>It was ended because nothing came back.</summary>
        public bool IsLost { get; private set; }

        /// <summary>Somebody waits for bytes from now on.</summary>
        public void Waits() => Volatile.Write(ref _waitingSince, watch._time.GetTimestamp());

        /// <summary>Bytes came, or nobody waits any more.</summary>
        public void Done() => Volatile.Write(ref _waitingSince, 0);

        public void Dispose()
        {
            lock (watch._gate) watch._watched.Remove(this);
        }

        /// <summary>Twice in a row: on a machine that stood still the bytes may be there and only wait for a thread.</summary>
        public void Look(long now)
        {
            var since = Volatile.Read(ref _waitingSince);
            var silent = since != 0 && watch._time.GetElapsedTime(since, now) > watch._silence;
            if (silent && _suspected && !IsLost)
            {
                IsLost = true;
                socket.Abort();
            }

            _suspected = silent;
        }
    }
}
