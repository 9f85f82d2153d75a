using System.Net.Http.Json;
using System.Text.Json;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Asks the venue for the fytokens of symbols, at most 500 at a time (fyers.md section 1), and keeps them.</summary>
internal sealed class FyersLookUp(Uri address) : IDisposable
{
    private const int PerCall = 500;

    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = 8 << 20 };

    /// <summary>The fytoken, or null while it was not asked for.</summary>
    public string? Find(string symbol) => _known.GetValueOrDefault(symbol);

    /// <summary>Learns the fytokens that are not known yet.</summary>
    /// <exception cref="FeedException">The venue does not answer, refuses the token, or does not know a symbol.</exception>
    public async Task LearnAsync(IEnumerable<string> symbols, string token, CancellationToken cancellationToken)
    {
        foreach (var chunk in symbols.Where(symbol => !_known.ContainsKey(symbol)).Chunk(PerCall)) await AskAsync(chunk, token, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task AskAsync(string[] symbols, string token, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(new { symbols }) };
            request.Headers.TryAddWithoutValidation("Authorization", token);
            using var response = await _http.SendAsync(request, cancellationToken);
            if (response.StatusCode is System.Net.HttpStatusCode.Unauthorized or System.Net.HttpStatusCode.Forbidden)
                throw new FeedException(Reason.Auth, $"{Shown} refused the access token", (int)response.StatusCode);
            if (!response.IsSuccessStatusCode) throw new FeedException(Reason.Network, $"{Shown} answered {(int)response.StatusCode} to a look-up of symbols", (int)response.StatusCode);
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            Take(symbols, answer);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new FeedException(Reason.Network, $"{Shown} could not be asked for symbols", inner: e is JsonException ? null : e);
        }
    }

    private void Take(string[] symbols, JsonElement answer)
    {
        if (answer.ValueKind is JsonValueKind.Object && answer.TryGetProperty("validSymbol", out var valid) && valid.ValueKind is JsonValueKind.Object)
        {
            foreach (var pair in valid.EnumerateObject().Where(pair => pair.Value.ValueKind is JsonValueKind.String)) _known[pair.Name] = pair.Value.GetString()!;
        }

        var unknown = symbols.Where(symbol => !_known.ContainsKey(symbol)).ToList();
        if (unknown.Count > 0) throw new FeedException(Reason.ServerClose, $"fyers does not know {string.Join(", ", unknown.Take(5))}{(unknown.Count > 5 ? $" and {unknown.Count - 5} more" : "")}");
    }

    private string Shown => address.GetLeftPart(UriPartial.Path);
}
