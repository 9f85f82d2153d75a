using System.Text.Json;

namespace OrleansTicks.Simulator;

/// <summary>One connection of Coinbase Exchange. Who does not subscribe within 5 s is closed.</summary>
/// <param name="wire">Knows the products.</param>
/// <param name="connection">The connection.</param>
internal sealed class CoinbaseSession(CoinbaseWire wire, Connection connection) : IWireSession
{
    private static readonly string[] Channels = ["heartbeat", "ticker", "ticker_batch", "matches", "level2", "level2_batch", "status"];
    private readonly OrderedDictionary<string, List<string>> _subscribed = [];       // used by the reader alone
    private ITimer? _patience;

    public void Opened() =>
        _patience = connection.Hub.Time.CreateTimer(
            _ => connection.Close(new CloseRequest(1008, "server", "no subscription within 5 s")), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);

    public ReadOnlySpan<byte> Encode(ReadOnlySpan<Frame> frames) => frames[0].Payload(combined: true);

    public void Handle(ClientMessage message)
    {
        try
        {
            using var document = JsonDocument.Parse(message.Payload);
            Handle(document.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            connection.Answer("""{"type":"error","message":"Malformed JSON"}""");
        }
    }

    public void Dispose() => _patience?.Dispose();

    private void Handle(JsonElement root)
    {
        var type = root.GetProperty("type").GetString();
        if (type is not ("subscribe" or "unsubscribe"))
        {
            connection.Answer($$"""{"type":"error","message":"Type has to be either subscribe or unsubscribe"}""");
            return;
        }

        var asked = Read(root, type == "unsubscribe");
        var wrong = asked.Count == 0 ? "no channels" : asked.Select(Problem).FirstOrDefault(problem => problem is not null);
        if (wrong is not null) connection.Answer($$"""{"type":"error","message":"Failed to {{type}}","reason":{{Json.Text(wrong)}}}""");
        else if (type == "subscribe") Subscribe(asked);
        else Unsubscribe(asked);
    }

    /// <summary>Channels by name take the products of the message; a channel as an object may bring its own.</summary>
    private List<(string Channel, string Product)> Read(JsonElement root, bool all)
    {
        var shared = Products(root);
        var asked = new List<(string, string)>();
        foreach (var channel in root.GetProperty("channels").EnumerateArray())
        {
            var name = channel.ValueKind == JsonValueKind.Object ? channel.GetProperty("name").GetString()! : channel.GetString()!;
            IReadOnlyList<string> products = channel.ValueKind == JsonValueKind.Object && Products(channel) is { Count: > 0 } own ? own : shared;
            if (products.Count == 0) products = all && _subscribed.TryGetValue(name, out var known) ? [.. known] : [""];
            asked.AddRange(products.Select(product => (name, product)));
        }

        return asked;
    }

    private static List<string> Products(JsonElement element) =>
        element.TryGetProperty("product_ids", out var ids) ? [.. ids.EnumerateArray().Select(id => id.GetString()!)] : [];

    private string? Problem((string Channel, string Product) asked) =>
        !Channels.Contains(asked.Channel) ? $"{asked.Channel} is not a valid channel"
        : asked.Channel == "status" && asked.Product.Length == 0 ? null
        : !wire.Knows(asked.Product) ? $"{asked.Product} is not a valid product" : null;

    private void Subscribe(List<(string Channel, string Product)> asked)
    {
        _patience?.Dispose();
        foreach (var (channel, product) in asked)
        {
            if (!_subscribed.TryGetValue(channel, out var products)) _subscribed.Add(channel, products = []);
            if (!products.Contains(product)) products.Add(product);
        }

        connection.Hub.Subscribe(connection, [.. asked.Select(TopicOf)], Acknowledge);
    }

    private void Unsubscribe(List<(string Channel, string Product)> asked)
    {
        foreach (var (channel, product) in asked)
        {
            if (!_subscribed.TryGetValue(channel, out var products)) continue;
            products.Remove(product);
            if (products.Count == 0) _subscribed.Remove(channel);
        }

        var kept = _subscribed.SelectMany(pair => pair.Value.Select(product => TopicOf((pair.Key, product)))).ToHashSet();
        connection.Hub.Unsubscribe(connection, [.. asked.Select(TopicOf).Where(topic => !kept.Contains(topic))], Acknowledge);
    }

    /// <summary>The batched channels carry what the plain ones carry; the batching is not simulated.</summary>
    private static string TopicOf((string Channel, string Product) asked) => $"{asked.Product}@{asked.Channel.Replace("_batch", "", StringComparison.Ordinal)}";

    private void Acknowledge() => connection.Answer(
        $$"""{"type":"subscriptions","channels":[{{string.Join(',', _subscribed.Select(pair => $$"""{"name":"{{pair.Key}}","product_ids":{{Json.List(pair.Value)}}}"""))}}]}""");
}
