namespace OrleansTicks.Feeds;

/// <summary>A level of the book.</summary>
internal readonly record struct DhanLevel(float Bid, uint BidQuantity, ushort BidOrders, float Ask, uint AskQuantity, ushort AskOrders);
