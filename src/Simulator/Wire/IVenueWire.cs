namespace OrleansTicks.Simulator;

/// <summary>One venue as its clients see it: how a connection opens, what it is made of, and what plays on it. One for the server's life, called from many
/// threads.</summary>
/// <remarks>Written from the venue's documents alone, so that it can prove a parser wrong: nothing here may come out of the Feeds room.</remarks>
internal interface IVenueWire
{
    WireTimes Times { get; }

    /// <summary>Messages of a client in one second, pings too; 0 = as many as it likes.</summary>
    int MessagesPerSecond => 0;

    /// <summary>Streams that one connection may carry.</summary>
    int MaxTopics => int.MaxValue;

    /// <summary>Makes the stream of this name.</summary>
    Topic MakeTopic(string name);

    /// <summary>Answers the request for a WebSocket.</summary>
    Handshake Accept(HttpHead head);

    /// <summary>Answers a plain HTTP request on the same port; null where there is nothing of that kind.</summary>
    byte[]? Answer(HttpHead head, ReadOnlySpan<byte> body) => null;

    /// <summary>Makes a market up.</summary>
    /// <param name="firstId">Ids rise from here.</param>
    /// <param name="topicOf">Finds a stream by its name.</param>
    ITickMaker MakeUp(long firstId, Func<string, Topic> topicOf);

    /// <summary>Reads this venue's frames out of a recording; null where recordings are not replayed.</summary>
    IRecordedWire? Recorded(Func<string, Topic> topicOf) => null;
}
