using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansTicks.Testing;

namespace OrleansTicks.Web.Tests;

/// <summary>The API on a real loopback port, over a control that the test fills.</summary>
internal sealed class ApiFixture : IAsyncDisposable
{
    private readonly TicksServer _server;

    private ApiFixture(TicksServer server, FakeControl control, FakeReader reader, FakeTime time)
    {
        _server = server;
        Time = time;
        Control = control;
        Reader = reader;
        Client = new HttpClient { BaseAddress = server.Address };
    }

    public FakeControl Control { get; }
    public FakeReader Reader { get; }
    public FakeTime Time { get; }
    public HttpClient Client { get; }
    public Uri Address => _server.Address;

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ApiFixture> StartAsync(Func<WebOptions, WebOptions>? change = null, Func<string?>? notReady = null, bool realTime = false, Func<ApiSource, ApiSource>? shape = null)
    {
        var control = new FakeControl();
        var reader = new FakeReader();
        var options = new WebOptions { Listen = "http://127.0.0.1:0", RequestsPerSecond = 10_000 };
        var source = new ApiSource { Streams = control, OpenReader = _ => Task.FromResult<Core.ITickReader>(reader), NotReady = notReady ?? (() => null), StoreName = () => "sqlite test", NodeName = "alpha" };
        var time = new FakeTime(Some.Now);
        var server = await TicksServer.StartAsync(change?.Invoke(options) ?? options, shape?.Invoke(source) ?? source, realTime ? TimeProvider.System : time, NullLoggerFactory.Instance, Cancellation);
        return new ApiFixture(server, control, reader, time);
    }

    public async Task<(int Status, JsonElement Body)> SendAsync(HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Client.SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        return ((int)response.StatusCode, text.StartsWith('{') ? JsonDocument.Parse(text).RootElement : JsonSerializer.SerializeToElement(text));
    }

    public Task<(int Status, JsonElement Body)> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<(int Status, JsonElement Body)> PostAsync(string path, string? json = null) => SendAsync(HttpMethod.Post, path, json);

    /// <summary>Moves the clock on, step by step, until something that depends on it has happened; between two steps the server has its turn.</summary>
    public async Task<T> AdvanceUntilAsync<T>(TimeSpan step, Task<T> happened)
    {
        while (!happened.IsCompleted)
        {
            Time.Advance(step);
            await Task.WhenAny(happened, GetAsync("/livez"));
        }

        return await happened;
    }

    /// <summary>Sends bytes as they are and returns the first line of the answer, for what no client library would send.</summary>
    public async Task<string> RawAsync(string text)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(Address.Host, Address.Port, Cancellation);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text), Cancellation);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadLineAsync(Cancellation) ?? "";
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
    }
}
