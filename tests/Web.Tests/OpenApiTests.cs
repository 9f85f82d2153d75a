using System.Text.Json;

namespace OrleansTicks.Web.Tests;

public sealed class OpenApiTests
{
    [Fact]
    public async Task The_document_tells_of_every_route_and_of_no_other()
    {
        await using var api = await ApiFixture.StartAsync();
        var (status, document) = await api.GetAsync("/openapi.json");

        Assert.Equal(200, status);
        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var told = from path in document.GetProperty("paths").EnumerateObject()
                   from operation in path.Value.EnumerateObject()
                   select $"{operation.Name.ToUpperInvariant()} {path.Name}";
        var mapped = Routes.Mapped().Where(route => !PageTests.Parts.Contains(route.Path) && route.Path != "/openapi.json")
            .Select(route => $"{route.Method} {route.Path.Replace(":int:min(0)", "", StringComparison.Ordinal).Replace("{**", "{", StringComparison.Ordinal)}");
        Assert.Equal(mapped.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Each_operation_has_a_name_a_summary_and_answers()
    {
        await using var api = await ApiFixture.StartAsync();
        var (_, document) = await api.GetAsync("/openapi.json");
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).Select(operation => operation.Value).ToList();

        Assert.Equal(operations.Count, operations.Select(operation => operation.GetProperty("operationId").GetString()).Distinct().Count());
        Assert.All(operations, operation =>
        {
            Assert.NotEqual("", operation.GetProperty("summary").GetString());
            Assert.NotEmpty(operation.GetProperty("responses").EnumerateObject());
        });
        Assert.All(References(document), reference => Assert.True(Resolves(document, reference), reference));
        var quote = document.GetProperty("components").GetProperty("schemas").GetProperty("QuoteView").GetProperty("properties");
        Assert.Equal("integer", quote.GetProperty("ageMs").GetProperty("type").GetString());
        var events = document.GetProperty("paths").GetProperty("/api/v1/events").GetProperty("get");
        Assert.Equal(["application/json", "text/event-stream"], events.GetProperty("responses").GetProperty("200").GetProperty("content").EnumerateObject().Select(one => one.Name));
        Assert.Equal(["stream", "after", "limit"], events.GetProperty("parameters").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
        Assert.True(document.GetProperty("paths").GetProperty("/api/v1/streams").GetProperty("post").TryGetProperty("requestBody", out _));
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(field =>
            field.Name == "$ref" && field.Value.ValueKind is JsonValueKind.String ? [field.Value.GetString()!] : References(field.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private static bool Resolves(JsonElement document, string reference)
    {
        var place = document;
        return reference.StartsWith("#/", StringComparison.Ordinal) && reference[2..].Split('/').All(part => place.TryGetProperty(part, out place));
    }
}
