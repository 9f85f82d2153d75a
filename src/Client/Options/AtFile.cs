namespace OrleansTicks.Client;

/// <summary>Values that stand in a file: <c>@FILE</c>.</summary>
internal static class AtFile
{
    public static bool Is(string text) => text.StartsWith('@');

    /// <summary>The file's text without the space around it.</summary>
    /// <param name="option">For the message.</param>
    /// <param name="text">Begins with <c>@</c>.</param>
    public static string Read(string option, string text)
    {
        var path = text[1..];
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > 16 << 20 }) throw CommandFailure.Usage($"{option}: {path} is larger than 16 MiB");
            return File.ReadAllText(path).Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw CommandFailure.Usage($"{option}: {(path.Length == 0 ? "@ must be followed by the path of a file" : $"{path} cannot be read")}");
        }
    }

    /// <summary>A list with commas or, in the file, also with line ends; what follows a # on a line is left out.</summary>
    public static IReadOnlyList<string> List(string option, string text)
    {
        if (!Is(text)) return Split(text, ',');
        return [.. Read(option, text).Split('\n').SelectMany(line => Split(line.Split('#')[0], ','))];
    }

    private static string[] Split(string text, char separator) => text.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
