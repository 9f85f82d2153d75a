namespace OrleansTicks.Simulator;

/// <summary>Where frames come from. Called under the hub's lock.</summary>
internal interface IMarket
{
    /// <summary>Subscriptions grew; a market begins when they suffice.</summary>
    void Subscribed();

    /// <summary>A connection has just subscribed to this: hands it what the venue then sends to it alone.</summary>
    void Greet(Topic topic, Connection connection)
    {
    }

    /// <summary>A connection has sent all it had: flat out, this hands on more, at most <paramref name="most"/> frames. False when there is nothing for it now.</summary>
    bool Pull(Connection connection, int most);

    /// <summary>Symbols that it plays, upper case.</summary>
    IReadOnlyList<string> Symbols { get; }
}
