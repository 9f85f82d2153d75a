namespace OrleansTicks.Web;

/// <summary>Newest prices.</summary>
/// <param name="Quotes">One for each instrument that has data.</param>
/// <param name="Missing">What was asked for and has none.</param>
public sealed record QuoteList(IReadOnlyList<QuoteView> Quotes, IReadOnlyList<string> Missing);
