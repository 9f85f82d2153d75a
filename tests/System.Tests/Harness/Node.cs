using System.Net.Http.Json;
using OrleansTicks.Testing;
using OrleansTicks.Web;

namespace OrleansTicks.System.Tests;

/// <summary>A running <c>ticks up</c> and its API.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly HttpClient _http;

    private Node(TicksProcess process, Uri address) => (Process, _http) = (process, new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(10) });

    public TicksProcess Process { get; }

    public Uri Address => _http.BaseAddress!;

    /// <summary>Starts one; its port is known, so its API can be asked while it still waits for its store.</summary>
    public static Node Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? variables = null)
    {
        var address = new Uri($"http://127.0.0.1:{Ports.Free()}");
        return new Node(TicksProcess.Start(["up", "--listen", address.GetLeftPart(UriPartial.Authority), .. arguments], variables), address);
    }

    /// <summary>Starts one under another program, which becomes it: in a network namespace its port counts there.</summary>
    public static Node StartUnder(IReadOnlyList<string> prefix, int port, IEnumerable<string> arguments)
    {
        var address = new Uri($"http://127.0.0.1:{port}");
        return new Node(TicksProcess.Start(["up", "--listen", address.GetLeftPart(UriPartial.Authority), .. arguments], prefix: prefix), address);
    }

    /// <summary>Starts a silo, whose program takes what <c>ticks up</c> takes.</summary>
    public static Node StartSilo(string program, IEnumerable<string> arguments)
    {
        var address = new Uri($"http://127.0.0.1:{Ports.Free()}");
        return new Node(TicksProcess.Start(["--listen", address.GetLeftPart(UriPartial.Authority), .. arguments], null, program), address);
    }

    public async Task<Node> ReadyAsync()
    {
        await Process.LineAsync("listening on …", line => line.StartsWith("listening on ", StringComparison.Ordinal));
        return this;
    }

    public Task<StreamList> StreamsAsync() => GetAsync("/api/v1/streams", ApiJson.Default.StreamList);

    public Task<TotalsView> TotalsAsync() => GetAsync("/api/v1/totals", ApiJson.Default.TotalsView);

    /// <summary>The streams, or null while nobody answers.</summary>
    public Task<StreamList?> TryStreamsAsync() => TryAsync(StreamsAsync);

    public async Task<(int Status, string Body)> TextAsync(string path)
    {
        using var answer = await _http.GetAsync(path);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Waits until the streams are as wished.</summary>
    public Task<StreamList> StreamsAsync(string what, Func<StreamList, bool> fits, TimeSpan? limit = null)
    {
        StreamList? last = null;
        return Patience.UntilAsync(
            what,
            async () =>
            {
                last = await TryStreamsAsync() ?? last;
                return last is not null && fits(last) ? last : null;
            },
            () => $"last seen: {string.Join("; ", last?.Streams.Select(Describe) ?? [])}\n{Process.Tail}", limit);
    }

    public Task<TotalsView> TotalsAsync(string what, Func<TotalsView, bool> fits, TimeSpan? limit = null)
    {
        TotalsView? last = null;
        return Patience.UntilAsync(
            what,
            async () =>
            {
                last = await TryAsync(TotalsAsync) ?? last;
                return last is not null && fits(last) ? last : null;
            },
            () => $"last seen: {last}\n{Process.Tail}", limit);
    }

    /// <summary>Asks it to end and waits until it did.</summary>
    public Task<int> StopAsync(int signal = TicksProcess.Terminate, TimeSpan? limit = null)
    {
        Process.Signal(signal);
        return Process.ExitAsync(limit);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Process.DisposeAsync();
    }

    /// <summary>Null while nobody answers; an error once nobody can.</summary>
    private async Task<T?> TryAsync<T>(Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or IOException)
        {
            return Process.HasExited ? throw new InvalidOperationException($"it ended\n{Process.Tail}", failure) : null;
        }
    }

    private static string Describe(StreamView stream) =>
        $"{stream.ShortId} {stream.State} {stream.Data} received {stream.Received} accepted {stream.Accepted} stored {stream.Stored} reconnects {stream.Reconnects.Values.Sum()} {stream.Detail}";

    private async Task<T> GetAsync<T>(string path, global::System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) => (await _http.GetFromJsonAsync(path, type))!;
}
