namespace OrleansTicks.Client;

/// <summary>A change of a venue's list as JSON.</summary>
internal sealed record ChangeView(string Change, string Name, string? Detail);
