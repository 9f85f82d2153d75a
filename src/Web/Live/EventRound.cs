using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>What was seen of the events so far. Immutable.</summary>
/// <param name="Last">How many events were seen since listening began: the number of the last of <paramref name="Arrived"/>.</param>
/// <param name="Arrived">The last of them, each with its number, in order of arrival.</param>
/// <param name="Trouble">What the store said, where it did not answer this time.</param>
internal sealed record EventRound(long Last, IReadOnlyList<(long Number, StreamEvent Event)> Arrived, Exception? Trouble);
