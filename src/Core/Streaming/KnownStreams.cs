namespace OrleansTicks.Core;

/// <summary>All streams that the store remembers, in order of group and number. Read by anybody at any time; what the store says replaces what is older.</summary>
internal sealed class KnownStreams
{
    private readonly Lock _gate = new();
    private volatile IReadOnlyList<KnownStream> _all = [];

    public IReadOnlyList<KnownStream> All => _all;

    public IReadOnlyList<KnownStream> Of(GroupKey group) => [.. _all.Where(stream => stream.Key.Group == group)];

    public KnownStream? Find(StreamKey key) => _all.FirstOrDefault(stream => stream.Key == key);

    /// <summary>The streams that a name means: a group or one stream, in full in any spelling or as its short id; null = all.</summary>
    public IReadOnlyList<KnownStream> Named(string? name)
    {
        if (name is null) return _all;
        var slash = name.LastIndexOf('/');
        var text = slash > 0 ? name[..slash] : name;
        var group = GroupKey.TryParse(text, out var parsed, out _) ? parsed : null;
        var number = slash > 0 ? name[(slash + 1)..] : null;
        return [.. _all.Where(stream => (stream.Key.Group == group || stream.Key.Group.ShortId == text) && (number is null || stream.Key.Number.ToString() == number))];
    }

    /// <summary>Takes over what the store says. What is newer here, because a command came in between, stays.</summary>
    /// <param name="wishes">All that it remembers.</param>
    /// <param name="runner">Makes the runner of a new plan; null where this process does not serve its feed.</param>
    public void Update(IReadOnlyList<DesiredStream> wishes, Func<StreamPlan, StreamRunner?> runner)
    {
        lock (_gate)
        {
            var known = _all.ToDictionary(stream => stream.Key);
            foreach (var wish in wishes)
            {
                if (!known.TryGetValue(wish.Plan.Key, out var stream)) known[wish.Plan.Key] = new KnownStream(wish, runner(wish.Plan));
                else if (stream.Wish.Generation > wish.Generation) continue;
                else if (SameButList(stream.Plan, wish.Plan) || stream.Runner is { IsOwned: true })
                {
                    stream.Wish = wish;
                    if (SameButList(stream.Plan, wish.Plan)) stream.Runner?.Edit(wish.Plan);
                }
                else known[wish.Plan.Key] = new KnownStream(wish, runner(wish.Plan));   // another mode, while it was stopped
            }

            foreach (var stream in known.Values) stream.Runner?.Records = stream.Wish.Record;
            _all = [.. known.Values.OrderBy(stream => stream.Key.Group.Text, StringComparer.Ordinal).ThenBy(stream => stream.Key.Number)];
        }
    }

    private static bool SameButList(StreamPlan a, StreamPlan b) => a.Mode == b.Mode && a.Feed == b.Feed;
}
