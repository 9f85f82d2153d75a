using OrleansTicks.Core;
using OrleansTicks.Storage;

namespace OrleansTicks.Client;

/// <summary>A store as somebody named it.</summary>
/// <param name="Text"><c>sqlite:PATH</c> or <c>postgres:…</c>; not to be shown.</param>
/// <param name="IsSecret">It came from where others do not read it, so it may hold a password.</param>
internal sealed record StoreSpec(string Text, bool IsSecret)
{
    public Task<ITickReader> OpenReaderAsync(CancellationToken cancellationToken) => StoreFactory.OpenReaderAsync(Text, cancellationToken, IsSecret);

    public override string ToString() => Text.StartsWith("sqlite:", StringComparison.Ordinal) ? Text : "the store";
}
