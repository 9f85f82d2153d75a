using System.Text;

namespace OrleansTicks.Feeds.Tests;

/// <summary>Damages frames in the ways that wires, bugs and enemies do. The same seed gives the same damage.</summary>
internal sealed class Mutations(int seed)
{
    private static readonly byte[][] Hostile =
    [
        .. new[]
        {
            "null", "true", "{}", "[]", "\"", "\\", "{", "}", "[", "]", ",", ":", "1e400", "-1", "-0", "0x10", "1,234", "NaN", "1.", ".5", "00", "99999999999999999999", "\\ud800", "\\u0000", "\\udc00",
            "\"p\":\"1\",", "\"s\":\"BTCUSDT\",", "\"e\":\"trade\",", "\"\"", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "1.000000000000000000000000000001", "\u202E", "\0", "\n",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF0, 0x9F],
    ];

    private readonly Random _random = new(seed);

    public byte[] Next(IReadOnlyList<byte[]> frames)
    {
        var frame = frames[_random.Next(frames.Count)].ToList();
        for (var times = _random.Next(1, 9); times > 0 && frame.Count > 0; times--) Damage(frame, frames);
        return [.. frame];
    }

    private void Damage(List<byte> frame, IReadOnlyList<byte[]> frames)
    {
        var at = _random.Next(frame.Count);
        var length = Math.Min(_random.Next(1, 12), frame.Count - at);
        switch (_random.Next(9))
        {
            case 0: frame[at] ^= (byte)(1 << _random.Next(8)); break;
            case 1: frame[at] = (byte)_random.Next(256); break;
            case 2: frame.Insert(at, (byte)_random.Next(256)); break;
            case 3: frame.RemoveRange(at, length); break;
            case 4: frame.InsertRange(at, frame.GetRange(at, length)); break;
            case 5: frame.RemoveRange(at, frame.Count - at); break;
            case 6: frame.InsertRange(at, Hostile[_random.Next(Hostile.Length)]); break;
            case 7:
                frame.RemoveRange(at, length);
                frame.InsertRange(at, Hostile[_random.Next(Hostile.Length)]);
                break;
            default:
                var other = frames[_random.Next(frames.Count)];
                frame.RemoveRange(at, frame.Count - at);
                frame.AddRange(other[_random.Next(other.Length)..]);
                break;
        }
    }
}
