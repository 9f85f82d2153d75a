using System.Text.Json;

namespace OrleansTicks.Simulator;

/// <summary>A client's message, read as Dhan documents it.</summary>
/// <param name="Code">The request code; 0 = the message is none.</param>
/// <param name="Instruments">What the list names; an instrument that cannot be one is left out.</param>
/// <param name="Error">The reason of the disconnect it earns; 0 = none.</param>
internal sealed record DhanRequest(int Code, IReadOnlyList<DhanKey> Instruments, ushort Error)
{
    private const int MostInstruments = 100;

    /// <summary>Modes of subscriptions in the order of their codes: 15, 17, 21.</summary>
    public string Mode => Code switch { 15 or 16 => "ticker", 17 or 18 => "quote", _ => "full" };

    public bool Subscribes => Code is 15 or 17 or 21;

    public static DhanRequest Read(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return Read(document.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return Wrong(DhanReason.InvalidRequest);
        }
    }

    private static DhanRequest Read(JsonElement root)
    {
        var code = root.GetProperty("RequestCode").GetInt32();
        if (code == 12) return new DhanRequest(code, [], 0);
        if (code is not (15 or 16 or 17 or 18 or 21 or 22)) return Wrong(DhanReason.InvalidRequest);
        var list = root.GetProperty("InstrumentList");
        if (list.GetArrayLength() > MostInstruments) return Wrong(DhanReason.TooManyInstruments);
        if (root.GetProperty("InstrumentCount").GetInt32() != list.GetArrayLength()) return Wrong(DhanReason.InvalidRequest);
        var keys = new List<DhanKey>();
        foreach (var item in list.EnumerateArray())
        {
            // The id is a text of digits: a number in its place is a mistake that the venue does not take.
            if (!DhanKey.TryRead(item.GetProperty("ExchangeSegment").GetString(), item.GetProperty("SecurityId").GetString(), out var key))
                return Wrong(DhanReason.InvalidSecurity);
            keys.Add(key);
        }

        return new DhanRequest(code, keys, 0);
    }

    private static DhanRequest Wrong(ushort reason) => new(0, [], reason);
}
