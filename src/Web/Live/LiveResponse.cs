using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace OrleansTicks.Web;

/// <summary>One listener's <c>text/event-stream</c>. Nothing queues for it here: what it has not taken from its socket makes the next flush wait, and not for long.</summary>
internal sealed class LiveResponse(HttpContext context, TimeProvider time, CancellationToken cancellationToken)
{
    public const string MediaType = "text/event-stream";

    /// <summary>How long a listener may leave its buffers full.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>After so long without a word a comment is sent, so that both ends know of each other.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private const int Chunk = 16 << 10;
    private int _unsent;
    private long _spoke = time.GetTimestamp();

    public async Task BeginAsync()
    {
        context.Response.ContentType = MediaType;
        context.Response.Headers["X-Accel-Buffering"] = "no";          // proxies that gather would make old what is live
        Put("retry: 2000\n\n"u8);
        await FlushAsync();
    }

    /// <summary>Puts a piece of text; it goes out with the next flush at the latest.</summary>
    public void Put(ReadOnlySpan<byte> text)
    {
        context.Response.BodyWriter.Write(text);
        _unsent += text.Length;
    }

    /// <summary>Puts a long text, and sends what has gathered in between, so that no message is ever held whole for one listener.</summary>
    public async ValueTask PutAsync(ReadOnlyMemory<byte> text)
    {
        while (true)
        {
            var piece = Math.Min(text.Length, Chunk);
            Put(text.Span[..piece]);
            text = text[piece..];
            if (_unsent >= Chunk) await FlushAsync();
            if (text.IsEmpty) return;
        }
    }

    /// <exception cref="TimeoutException">The listener does not read.</exception>
    public async ValueTask FlushAsync()
    {
        _spoke = time.GetTimestamp();
        _unsent = 0;
        var flush = context.Response.BodyWriter.FlushAsync(cancellationToken);
        if (!flush.IsCompletedSuccessfully) await flush.AsTask().WaitAsync(Patience, time, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Says that it is still there, when nothing else was said for long.</summary>
    public ValueTask BeatAsync()
    {
        if (time.GetElapsedTime(_spoke) < Silence) return ValueTask.CompletedTask;
        Put(": here\n\n"u8);
        return FlushAsync();
    }
}
