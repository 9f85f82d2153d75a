namespace OrleansTicks.Core;

/// <summary>One stream = one socket: the group's key and the number of the connection, <c>feed:sim|set:1a2b3c4d/0</c>.</summary>
public sealed record StreamKey(GroupKey Group, int Number)
{
    /// <summary>Longest text: a group key of 190, a slash and up to nine digits.</summary>
    public const int MaxLength = 200;

    public override string ToString() => $"{Group}/{Number}";

    /// <summary>Reads <c>group/number</c>.</summary>
    public static bool TryParse(string text, out StreamKey key)
    {
        key = null!;
        var slash = text.LastIndexOf('/');
        if (slash < 0 || text.Length - slash is < 2 or > 10) return false;
        if (!int.TryParse(text.AsSpan(slash + 1), System.Globalization.NumberStyles.None, null, out var number) || !GroupKey.TryParse(text[..slash], out var group, out _)) return false;
        key = new StreamKey(group, number);
        return true;
    }
}
