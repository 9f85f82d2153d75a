using System.Text.Json;

namespace OrleansTicks.Web.Tests;

/// <summary>One event of a live stream.</summary>
internal sealed record LiveMessage(string Event, string? Id, JsonElement Data);

/// <summary>Listens as a browser does: line by line.</summary>
internal sealed class LiveReader : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private LiveReader(HttpResponseMessage response, StreamReader lines) => (_response, _lines) = (response, lines);

    public static async Task<LiveReader> OpenAsync(ApiFixture api, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/event-stream");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        var response = await api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ApiFixture.Cancellation).WaitAsync(Patience, ApiFixture.Cancellation);
        response.EnsureSuccessStatusCode();
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        return new LiveReader(response, new StreamReader(await response.Content.ReadAsStreamAsync(ApiFixture.Cancellation)));
    }

    public async Task<LiveMessage> NextAsync() => await TryNextAsync() ?? throw new EndOfStreamException("the stream ended");

    /// <summary>Null at the end.</summary>
    public async Task<LiveMessage?> TryNextAsync()
    {
        string name = "message", data = "";
        string? id = null;
        while (await _lines.ReadLineAsync(ApiFixture.Cancellation).AsTask().WaitAsync(Patience, ApiFixture.Cancellation) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
            else if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal)) data += line[6..];
            else if (line.Length == 0 && data.Length > 0) return new LiveMessage(name, id, JsonDocument.Parse(data).RootElement);
        }

        return null;
    }

    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        _response.Dispose();
        return ValueTask.CompletedTask;
    }
}
