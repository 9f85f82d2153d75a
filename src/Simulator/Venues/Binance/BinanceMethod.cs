namespace OrleansTicks.Simulator;

/// <summary>What a client asks in JSON.</summary>
internal enum BinanceMethod
{
    /// <summary>Nothing that can be done; the answer is ready.</summary>
    None,
    Subscribe,
    Unsubscribe,
    ListSubscriptions,
    SetCombined,
    GetCombined,
}
