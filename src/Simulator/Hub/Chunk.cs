using System.Buffers;
using System.Runtime.InteropServices;

namespace OrleansTicks.Simulator;

/// <summary>What leaves a connection in one go: many frames in one buffer, and for each what the ledger is to say.</summary>
internal sealed class Chunk
{
    private readonly List<LedgerEntry> _entries = [];
    private byte[] _bytes = [];

    public int Length { get; private set; }

    public bool IsEmpty => Length == 0 && _entries.Count == 0;

    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, Length);

    public ReadOnlySpan<LedgerEntry> Entries => CollectionsMarshal.AsSpan(_entries);

    public void AddMessage(Opcode opcode, ReadOnlySpan<byte> payload) => Put(opcode, payload);

    /// <summary>Says what frame the message just added carries; several may be in one message.</summary>
    public void AddFrame(in Frame frame, LedgerState state, long number) => _entries.Add(new LedgerEntry(frame, state, number, Length));

    public void AddMissed(in Frame frame) => _entries.Add(new LedgerEntry(frame, LedgerState.Missed, -1, Length));

    /// <summary>Puts half of the frame's message on the wire, which nobody can read; the frame itself is missed.</summary>
    public void AddGarbage(in Frame frame, Opcode opcode, ReadOnlySpan<byte> payload, long number)
    {
        AddMissed(frame);
        Put(opcode, payload[..(payload.Length / 2)]);
        _entries.Add(new LedgerEntry(frame, LedgerState.Fault, number, Length, Garbage: true));
    }

    /// <summary>Empties it; the memory stays.</summary>
    public void Clear()
    {
        Length = 0;
        _entries.Clear();
    }

    /// <summary>Gives the memory back: a thousand idle connections hold none.</summary>
    public void Release()
    {
        Clear();
        if (_entries.Capacity > 64) _entries.Capacity = 0;
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private void Put(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        var needed = Length + ServerFrames.MaxHeader + payload.Length;
        if (_bytes.Length < needed)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Min(_bytes.Length * 4, 1 << 20)));
            Bytes.CopyTo(larger);
            if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        Length += ServerFrames.WriteHeader(_bytes.AsSpan(Length), opcode, payload.Length);
        payload.CopyTo(_bytes.AsSpan(Length));
        Length += payload.Length;
    }
}
