using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace OrleansTicks.Web;

/// <summary>Reads bodies; what cannot be read is refused by the fields that would be right, without repeating it.</summary>
internal static class RouteBodies
{
    /// <param name="context">Whose body.</param>
    /// <param name="type">Of <see cref="BodyJson"/>.</param>
    /// <param name="fields">What it may hold, for the message.</param>
    public static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, string fields)
        where T : class
    {
        if (!context.Request.HasJsonContentType())
            throw new RefusedException(StatusCodes.Status415UnsupportedMediaType, "wrong_type", $"send the body as {MediaTypeNames.Application.Json}");
        T? body;
        try
        {
            body = await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted);
        }
        catch (JsonException)
        {
            body = null;
        }

        return body ?? throw RouteTexts.Bad($"the body must be one JSON object with no other fields than {fields}");
    }
}
