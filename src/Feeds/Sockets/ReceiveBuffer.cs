using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>The memory that a connection receives into: small while little arrives, larger while bursts fill it, and large for one long message only.</summary>
internal sealed class ReceiveBuffer(int maxMessage)
{
    public const int Smallest = 4 << 10;
    public const int Largest = 64 << 10;

    /// <summary>Less room than this is not worth a receive.</summary>
    private const int LeastRoom = 512;

    /// <summary>Rounds through the buffer after which it is judged whether it needs to be so large.</summary>
    private const int RoundsPerJudgement = 16;

    private byte[] _bytes = new byte[Smallest];
    private int _begin;            // of the message that is arriving
    private int _end;              // of what has arrived
    private int _batchBegin;
    private int _most;             // bytes in one batch since the last judgement
    private int _rounds;

    public FrameBatch Batch { get; } = new();

    public int MaxMessage => maxMessage;

    public int Size => _bytes.Length;

    /// <summary>Gives the messages of the last batch up; what has arrived of the next one stays where it is.</summary>
    public void Forget()
    {
        Batch.Clear();
        _batchBegin = _begin;
    }

    /// <summary>Says where to receive. False when the messages that are there must be handed on first.</summary>
    public bool TryMakeRoom(out Memory<byte> room)
    {
        if (_bytes.Length - _end < LeastRoom)
        {
            room = default;
            if (Batch.Count > 0) return false;
            StartOver();
        }

        room = _bytes.AsMemory(_end);
        return true;
    }

    /// <summary>Books what was received. False when the message is too long.</summary>
    public bool TryTake(int count, bool isWhole, bool binary)
    {
        _end += count;
        if (_end - _begin > maxMessage) return false;
        if (!isWhole) return true;
        Batch.Buffer = _bytes;
        Batch.Add(_begin, _end - _begin, binary);
        _begin = _end;
        _most = Math.Max(_most, _end - _batchBegin);
        return true;
    }

    /// <summary>Back to the beginning, with the part of a message that is there, in a buffer of the right size.</summary>
    private void StartOver()
    {
        var part = _bytes.AsSpan(_begin, _end - _begin);
        var size = NextSize(part.Length);
        var to = size == _bytes.Length ? _bytes : new byte[size];
        part.CopyTo(to);
        _bytes = to;
        _end = part.Length;
        _begin = 0;
        _batchBegin = 0;
    }

    private int NextSize(int part)
    {
        var size = Math.Min(_bytes.Length, Largest);
        _rounds++;
        if (_most > size / 2 && size < Largest)
        {
            size *= 2;
            (_most, _rounds) = (0, 0);
        }
        else if (_rounds >= RoundsPerJudgement)
        {
            if (_most < size / 8 && size > Smallest) size /= 2;
            (_most, _rounds) = (0, 0);
        }

        // Twice what is there, so that a long message is copied a few times only, and not more than it may have.
        return part <= size - LeastRoom ? size : Math.Max(size, Math.Min(part * 2, maxMessage + LeastRoom));
    }
}
