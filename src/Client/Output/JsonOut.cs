using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OrleansTicks.Client;

internal static class JsonOut
{
    /// <summary>One object on one line.</summary>
    public static void WriteJson<T>(this TextWriter writer, T value, JsonTypeInfo<T> type)
    {
        writer.WriteLine(JsonSerializer.Serialize(value, type));
        writer.Flush();
    }
}
