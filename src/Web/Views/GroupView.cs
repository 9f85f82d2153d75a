namespace OrleansTicks.Web;

/// <summary>What a key names: a group with all its streams, or one stream alone.</summary>
/// <param name="Key">Canonical.</param>
/// <param name="ShortId">The same, for shells.</param>
/// <param name="State">The one state of all its streams; <c>degraded</c> where they differ.</param>
/// <param name="Connected">How many have their connection.</param>
/// <param name="Symbols">Instruments together.</param>
/// <param name="Streams">Each of them.</param>
/// <param name="AsOf">When this was read.</param>
public sealed record GroupView(string Key, string ShortId, string State, int Connected, int Symbols, IReadOnlyList<StreamView> Streams, DateTimeOffset AsOf);
