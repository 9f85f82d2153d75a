using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Hands a venue's token to connections, read anew for each. A version that nobody has seen work is tried by one connection at a time, and never more than twice.</summary>
internal sealed class TokenGate(FeedSettings settings, string feed) : IDisposable
{
    /// <summary>Tries of a token that the venue refuses; a third would only bring a ban nearer.</summary>
    public const int MostRefusals = 2;

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Lock _lock = new();
    private long _proven;
    private (StreamKey Stream, long Version)? _trying;

    /// <summary>The token for one try of a connection.</summary>
    /// <exception cref="FeedException">There is none, or it is dead; with what to do.</exception>
    public async Task<FeedToken> TakeAsync(StreamPlan plan, CancellationToken cancellationToken)
    {
        var token = await ReadAsync(cancellationToken);
        if (IsProven(token)) return token;
        await _one.WaitAsync(cancellationToken);
        try
        {
            token = await ReadAsync(cancellationToken);         // who went before may have been refused, or a new one was set
            if (!IsProven(token))
            {
                lock (_lock) _trying = (plan.Key, token.Version);
                return token;                                   // the gate stays shut until this try is judged
            }
        }
        catch
        {
            _one.Release();
            throw;
        }

        _one.Release();
        return token;
    }

    /// <summary>The venue took it: from now on everybody may connect with it at once.</summary>
    public void Accepted(StreamPlan plan)
    {
        lock (_lock)
        {
            if (_trying is { } tried && tried.Stream == plan.Key) _proven = Math.Max(_proven, tried.Version);
        }

        Open(plan.Key);
    }

    /// <summary>A try ended. What worked once may be refused later: a token dies.</summary>
    public async ValueTask EndedAsync(StreamPlan plan, Reason reason)
    {
        long version;
        lock (_lock)
        {
            version = _trying is { } tried && tried.Stream == plan.Key ? tried.Version : _proven;
            if (reason is Reason.Auth && version == _proven) _proven = 0;
        }

        try
        {
            if (reason is Reason.Auth && version > 0 && settings.TokenRefused is { } refused) await refused(version);
        }
        finally
        {
            Open(plan.Key);
        }
    }

    public void Dispose() => _one.Dispose();

    private void Open(StreamKey stream)
    {
        lock (_lock)
        {
            if (_trying is not { } tried || tried.Stream != stream) return;
            _trying = null;
            _one.Release();
        }
    }

    private bool IsProven(FeedToken token)
    {
        lock (_lock) return token.Version == _proven;
    }

    private async ValueTask<FeedToken> ReadAsync(CancellationToken cancellationToken)
    {
        if (settings.Token is not { } read || await read(cancellationToken) is not { } token)
            throw new FeedException(Reason.Auth, $"No access token found for {feed}: run `ticks token set {feed}`");
        if (token.Refusals >= MostRefusals) throw new FeedException(Reason.Auth, $"{feed} refused the access token twice: set a new one with `ticks token set {feed}`");
        return token;
    }
}
