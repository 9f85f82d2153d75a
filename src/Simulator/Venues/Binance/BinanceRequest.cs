using System.Text;
using System.Text.Json;

namespace OrleansTicks.Simulator;

/// <summary>A client's control message, read as the venue documents it.</summary>
/// <param name="Method">What it asks.</param>
/// <param name="Id">Its id as JSON text, to be echoed; <c>null</c> where it gave none.</param>
/// <param name="Streams">Names to subscribe or unsubscribe.</param>
/// <param name="Value">Of <c>SET_PROPERTY combined</c>.</param>
/// <param name="Error">The ready answer to a bad request.</param>
internal sealed record BinanceRequest(BinanceMethod Method, string Id, IReadOnlyList<string> Streams, bool Value, string? Error)
{
    private const string Variants = "`SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`";

    public static BinanceRequest Read(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return Read(document.RootElement, text.Length);
        }
        catch (JsonException fault)
        {
            var message = $"Invalid JSON: expected value at line {(fault.LineNumber ?? 0) + 1} column {(fault.BytePositionInLine ?? 0) + 1}";
            return new BinanceRequest(BinanceMethod.None, "null", [], Value: false, $$"""{"code":3,"msg":"{{message}}"}""");
        }
        catch (InvalidOperationException)                    // a text with half of a surrogate pair
        {
            return new BinanceRequest(BinanceMethod.None, "null", [], Value: false, """{"code":3,"msg":"Invalid JSON: lone surrogate"}""");
        }
    }

    /// <summary>An error answer with the request's id.</summary>
    public static string Refusal(int code, string message, string id) =>
        $$"""{"code":{{code}},"msg":{{Json.Text(message)}},"id":{{id}}}""";

    /// <summary>A success answer; <paramref name="result"/> is JSON.</summary>
    public static string Answer(string result, string id) => $$"""{"result":{{result}},"id":{{id}}}""";

    private static BinanceRequest Read(JsonElement root, int length)
    {
        if (root.ValueKind != JsonValueKind.Object) return Bad(2, "Invalid request: expected an object", "null");
        if (!TryId(root, out var id)) return Bad(2, "Invalid request: request ID must be an unsigned integer", "null");
        if (!root.TryGetProperty("method", out var method)) return Bad(2, $"Invalid request: missing field `method` at line 1 column {length}", id);
        var parameters = root.TryGetProperty("params", out var given) ? given : default;
        if (parameters.ValueKind is not (JsonValueKind.Array or JsonValueKind.Undefined)) return Bad(2, "Invalid request: params must be a list", id);
        return (method.ValueKind == JsonValueKind.String ? method.GetString() : method.GetRawText()) switch
        {
            "SUBSCRIBE" => Streaming(BinanceMethod.Subscribe, parameters, id),
            "UNSUBSCRIBE" => Streaming(BinanceMethod.Unsubscribe, parameters, id),
            "LIST_SUBSCRIPTIONS" => Count(parameters) > 0 ? Bad(2, "Invalid request: too many parameters", id) : Good(BinanceMethod.ListSubscriptions, id),
            "SET_PROPERTY" => Property(BinanceMethod.SetCombined, parameters, id),
            "GET_PROPERTY" => Property(BinanceMethod.GetCombined, parameters, id),
            var other => Bad(2, $"Invalid request: unknown variant `{other}`, expected one of {Variants} at line 1 column {Column(root, method)}", id),
        };
    }

    private static BinanceRequest Streaming(BinanceMethod method, JsonElement parameters, string id)
    {
        if (parameters.ValueKind == JsonValueKind.Undefined) return Bad(2, "Invalid request: missing field `params`", id);
        return parameters.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String)
            ? Good(method, id) with { Streams = [.. parameters.EnumerateArray().Select(name => name.GetString()!)] }
            : Bad(2, "Invalid request: stream name must be a string", id);
    }

    private static BinanceRequest Property(BinanceMethod method, JsonElement parameters, string id)
    {
        var count = Count(parameters);
        if (count > (method == BinanceMethod.SetCombined ? 2 : 1)) return Bad(2, "Invalid request: too many parameters", id);
        if (count == 0 || parameters[0].ValueKind != JsonValueKind.String) return Bad(2, "Invalid request: property name must be a string", id);
        if (parameters[0].GetString() != "combined") return Bad(0, "Unknown property", id);
        if (method == BinanceMethod.GetCombined) return Good(method, id);
        return count == 2 && parameters[1].ValueKind is JsonValueKind.True or JsonValueKind.False
            ? Good(method, id) with { Value = parameters[1].GetBoolean() }
            : Bad(1, "Invalid value type: expected Boolean", id);
    }

    /// <summary>A signed 64-bit integer, a text of at most 36 characters, or null; one must be there.</summary>
    private static bool TryId(JsonElement root, out string id)
    {
        id = "null";
        if (!root.TryGetProperty("id", out var element)) return false;
        id = element.GetRawText();
        return element.ValueKind switch
        {
            JsonValueKind.Null => true,
            JsonValueKind.Number => element.TryGetInt64(out _),
            JsonValueKind.String => element.GetString()!.Length <= 36,
            _ => false,
        };
    }

    private static int Count(JsonElement parameters) => parameters.ValueKind == JsonValueKind.Array ? parameters.GetArrayLength() : 0;

    private static int Column(JsonElement root, JsonElement method) =>
        root.GetRawText().IndexOf(method.GetRawText(), StringComparison.Ordinal) + Encoding.UTF8.GetByteCount(method.GetRawText());

    private static BinanceRequest Good(BinanceMethod method, string id) => new(method, id, [], Value: false, Error: null);

    private static BinanceRequest Bad(int code, string message, string id) => new(BinanceMethod.None, id, [], Value: false, Refusal(code, message, id));
}
