namespace OrleansTicks.Web;

/// <summary>An instrument of a stream's list.</summary>
/// <param name="Id">The store's id.</param>
/// <param name="Name">Full identity.</param>
public sealed record CarriedSymbol(int Id, string Name);
