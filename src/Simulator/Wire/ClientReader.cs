using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;

namespace OrleansTicks.Simulator;

/// <summary>Reads a client's masked frames. Small buffers: clients say little, and there may be a thousand of them.</summary>
internal sealed class ClientReader(Socket socket)
{
    private const int MaxMessage = 256 << 10;
    private byte[] _buffer = new byte[1024];
    private int _start;
    private int _end;
    private Utf8Text? _fragments;
    private Opcode _fragmented;

    /// <summary>Reads the head of an HTTP request, up to and with its empty line; null when the client left or the head is longer than 64 KiB.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadHeadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var end = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                var head = _buffer.AsMemory(_start, end + 4);
                _start += end + 4;
                return head;
            }

            if (_end - _start > 64 << 10 || !await FillAsync(cancellationToken)) return null;
        }
    }

    /// <summary>The body of a plain request, of a known length or in chunks; null when the client left or it is too long.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpHead head, CancellationToken cancellationToken)
    {
        if (!head.Has("Transfer-Encoding", "chunked")) return await TakeAsync(head.BodyLength, cancellationToken);
        var body = new List<byte>();
        while (true)
        {
            int line;
            while ((line = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0)
            {
                if (!await FillAsync(cancellationToken)) return null;
            }

            if (!int.TryParse(_buffer.AsSpan(_start, line), NumberStyles.AllowHexSpecifier, null, out var length) || length < 0) return null;
            _start += line + 2;
            if (body.Count + length > MaxMessage || await TakeAsync(length + 2, cancellationToken) is not { } chunk) return null;
            if (length == 0) return body.ToArray();
            body.AddRange(chunk.Span[..length]);
        }
    }

    /// <summary>The next whole message, or null when the client left without a word.</summary>
    /// <exception cref="ProtocolException">What came is no message of a client.</exception>
    public async ValueTask<ClientMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryFrame(out var opcode, out var final, out var payload))
            {
                if (opcode >= Opcode.Close)
                {
                    if (!final || payload.Length > 125) throw new ProtocolException(1002, "control frames are short and whole");
                    return new ClientMessage(opcode, payload);
                }

                if (opcode == Opcode.Continuation == (_fragments is null)) throw new ProtocolException(1002, "continuation out of place");
                if (final && _fragments is null) return new ClientMessage(opcode, payload);
                if (opcode != Opcode.Continuation) _fragmented = opcode;
                (_fragments ??= new Utf8Text(1024)).Append(payload.Span);
                if (_fragments.Length > MaxMessage) throw new ProtocolException(1009, "message too long");
                if (!final) continue;
                var whole = _fragments.Span.ToArray();
                _fragments = null;
                return new ClientMessage(_fragmented, whole);
            }

            if (!await FillAsync(cancellationToken)) return null;
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>?> TakeAsync(int length, CancellationToken cancellationToken)
    {
        if (length > MaxMessage) return null;
        while (_end - _start < length)
        {
            if (!await FillAsync(cancellationToken)) return null;
        }

        var taken = _buffer.AsMemory(_start, length);
        _start += length;
        return taken;
    }

    private bool TryFrame(out Opcode opcode, out bool final, out ReadOnlyMemory<byte> payload)
    {
        opcode = default;
        final = false;
        payload = default;
        var bytes = _buffer.AsSpan(_start, _end - _start);
        if (bytes.Length < 2) return false;
        if ((bytes[0] & 0x70) != 0) throw new ProtocolException(1002, "no extension was agreed");
        if ((bytes[1] & 0x80) == 0) throw new ProtocolException(1002, "client frames are masked");
        opcode = (Opcode)(bytes[0] & 0x0f);
        if (!Enum.IsDefined(opcode)) throw new ProtocolException(1002, "unknown opcode");
        final = (bytes[0] & 0x80) != 0;
        long length = bytes[1] & 0x7f;
        var header = length switch { 126 => 4, 127 => 10, _ => 2 };
        if (bytes.Length < header + 4) return false;
        if (length == 126) length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        else if (length == 127) length = BinaryPrimitives.ReadInt64BigEndian(bytes[2..]);
        if (length is < 0 or > MaxMessage) throw new ProtocolException(1009, "message too long");
        if (bytes.Length < header + 4 + length) return false;
        var mask = bytes.Slice(header, 4);
        var body = bytes.Slice(header + 4, (int)length);
        for (var i = 0; i < body.Length; i++) body[i] ^= mask[i & 3];
        payload = _buffer.AsMemory(_start + header + 4, (int)length);
        _start += header + 4 + (int)length;
        return true;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        try
        {
            var read = await socket.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None, cancellationToken);
            _end += read;
            return read > 0;
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }
}
