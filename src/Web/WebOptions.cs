using Microsoft.Extensions.Options;

namespace OrleansTicks.Web;

/// <summary>Where the API listens and what it takes. Checked once, at start, with every fault in one message.</summary>
public sealed record WebOptions
{
    public const string DefaultListen = "http://127.0.0.1:5080";

    /// <summary><c>http://ADDRESS:PORT</c>; an IP address or <c>localhost</c>. Port 0 takes any free one.</summary>
    public string Listen { get; init; } = DefaultListen;

    /// <summary>The key that every request must show; null = none is asked for, which only a loopback address may do.</summary>
    public ApiKey? Key { get; init; }

    /// <summary>Requests per second of one key (or, without keys, of one address); twice as many in a burst. 1 to 100,000.</summary>
    public int RequestsPerSecond { get; init; } = 200;

    /// <summary>Bytes of a request's body, 1 KiB to 16 MiB.</summary>
    public int MaxBody { get; init; } = 64 << 10;

    /// <summary>Bytes of a request's headers, 1 KiB to 1 MiB.</summary>
    public int MaxHeaders { get; init; } = 16 << 10;

    /// <summary>Who may listen to live streams at a time, 1 to 900; each holds a connection.</summary>
    public int MaxListeners { get; init; } = 200;

    /// <exception cref="OptionsValidationException">Something is wrong; the message names all of it and what would be right.</exception>
    public void Validate()
    {
        var faults = Faults().ToList();
        if (faults.Count > 0) throw new OptionsValidationException(nameof(WebOptions), typeof(WebOptions), faults);
    }

    /// <summary>Everything that is wrong, a sentence each.</summary>
    public IEnumerable<string> Faults()
    {
        if (ListenAddress.TryParse(Listen, out var address, out var fault))
        {
            if (!address.IsLoopback && Key is null)
                yield return $"--listen {Listen} can be reached from other machines, so it needs a key: write one line of 16 or more characters into a file "
                    + $"and add --api-key @FILE, or stay on this machine with --listen {DefaultListen}";
        }
        else
        {
            yield return fault;
        }

        if (RequestsPerSecond is < 1 or > 100_000) yield return $"{nameof(RequestsPerSecond)} {RequestsPerSecond} must lie between 1 and 100,000";
        if (MaxBody is < 1 << 10 or > 16 << 20) yield return $"{nameof(MaxBody)} {MaxBody} must lie between 1 KiB and 16 MiB";
        if (MaxListeners is < 1 or > 900) yield return $"{nameof(MaxListeners)} {MaxListeners} must lie between 1 and 900";
        if (MaxHeaders is < 1 << 10 or > 1 << 20) yield return $"{nameof(MaxHeaders)} {MaxHeaders} must lie between 1 KiB and 1 MiB";
    }
}
