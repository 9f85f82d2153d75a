namespace OrleansTicks.Simulator;

/// <summary>The venue's side of one connection: answers messages and gives the market's frames the form that this client asked for.</summary>
/// <remarks>Two threads at a time: one reader (<see cref="Handle"/>), one pump (<see cref="Encode"/>).</remarks>
internal interface IWireSession : IDisposable
{
    /// <summary>Of data frames.</summary>
    Opcode DataOpcode => Opcode.Text;

    /// <summary>The handshake is through; comes before the first message.</summary>
    void Opened();

    /// <summary>A whole text or binary message.</summary>
    void Handle(ClientMessage message);

    /// <summary>May <paramref name="next"/> go into the same message as <paramref name="last"/>?</summary>
    /// <param name="last">What is in it already.</param>
    /// <param name="next">What comes next.</param>
    /// <param name="count">How many are in it already.</param>
    bool Stacks(in Frame last, in Frame next, int count) => false;

    /// <summary>One message with these frames; good until the next call. Each call is a message of the connection, whether it then arrives or not.</summary>
    ReadOnlySpan<byte> Encode(ReadOnlySpan<Frame> frames);

    /// <summary>Its lifetime is over soon.</summary>
    void Announce()
    {
    }

    void IDisposable.Dispose()
    {
    }
}
