using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>What a change of a list did.</summary>
/// <param name="Key">The group, whose key stays what it was.</param>
/// <param name="Streams">The streams that changed.</param>
/// <param name="Already">What was to be added and is carried already.</param>
public sealed record EditView(string Key, IReadOnlyList<EditedStream> Streams, IReadOnlyList<string> Already)
{
    public static EditView Of(EditResult result) => new(
        result.Group.Text, [.. result.Edits.Select(edit => new EditedStream(edit.Stream.ToString(), Names(edit.Added), Names(edit.Removed)))], Names(result.Already));

    private static IReadOnlyList<string> Names(IEnumerable<Instrument> instruments) => [.. instruments.Select(instrument => instrument.Name)];
}
