using Microsoft.Extensions.Logging;

namespace OrleansTicks.Core;

/// <summary>Changes of a group's list while it runs. The list lies in the plans; whoever owns a stream notices and tells its open connection the difference.</summary>
public sealed partial class LocalStreams
{
    public async Task<EditResult> EditAsync(string key, IReadOnlyList<string> add, IReadOnlyList<string> remove, CancellationToken cancellationToken)
    {
        var result = await CommandAsync(async () =>
        {
            var asked = _known.Named(key).Where(stream => stream.Wish.Generation > 0).ToList();
            if (asked.Count == 0) throw StartPlanner.Refuse(StartRefusal.NotFound, $"No stream answers to '{key}'; see: ticks get streams");
            if (asked[0].Runner is null) throw StartPlanner.Refuse(StartRefusal.NotFound, $"This node serves feed '{_feed.Name}', not '{asked[0].Plan.Feed}'; ask a node that does");
            var group = _known.Of(asked[0].Key.Group);
            if (asked.Exists(stream => stream.Key.Group != group[0].Key.Group)) throw StartPlanner.Refuse(StartRefusal.Invalid, $"'{key}' fits several groups; name one in full");
            var removed = EditPlanner.FindCarried(key, [.. asked.SelectMany(stream => stream.Plan.Instruments)], remove);
            var carried = group.SelectMany(stream => stream.Plan.Instruments).ToDictionary(instrument => instrument.Name, StringComparer.Ordinal);
            var names = _edits.Identify(add);
            List<Instrument> already = [.. names.Where(carried.ContainsKey).Select(name => carried[name])];
            if (already.Intersect(removed).FirstOrDefault() is { } both) throw StartPlanner.Refuse(StartRefusal.Invalid, $"{both.Name} is both to be added and to be removed");
            var added = await _store.RegisterInstrumentsAsync([.. names.Where(name => !carried.ContainsKey(name))], cancellationToken);
            var plans = _edits.Plan(key, [.. group.Select(stream => stream.Plan)], [.. asked.Select(stream => stream.Plan)], added, removed);
            var result = new EditResult(group[0].Key.Group, [.. plans.Select(plan => plan.Edit)], already);
            if (plans.Count == 0) return result;
            List<KnownStream> changed = [.. plans.Select(plan => new KnownStream(NextOf(group, plan.Plan), null))];
            if (added.Count > 0) RefuseShared(changed);
            var answer = await _store.Leases.SetDesiredAsync([.. changed.Select(stream => stream.Wish)], _options.ConnectionDelay, cancellationToken);
            return answer.Applied ? result : null;
        }, cancellationToken);
        foreach (var edit in result.Edits) LogEdited(edit.Stream, edit.Added.Count, edit.Removed.Count);
        return result;
    }

    public IReadOnlyList<(StreamKey Stream, IReadOnlyList<Instrument> Instruments)> Carried(string key) =>
        [.. _known.Named(key).Where(stream => stream.Wish.Generation > 0).Select(stream => (stream.Key, stream.Plan.Instruments))];

    /// <summary>What is wanted of a stream with its new list. One that loses its last symbol may end with that, and one that was empty begins when it gets some.</summary>
    private DesiredStream NextOf(IReadOnlyList<KnownStream> group, StreamPlan plan)
    {
        var before = group.FirstOrDefault(stream => stream.Key == plan.Key) ?? new KnownStream(
            new DesiredStream(plan, group.Any(stream => stream.IsWanted) ? DesiredState.Run : group[0].Wish.Desired, 0, _options.Url), null);
        var desired = before.Wish.Desired;
        if (plan.Instruments.Count == 0 && desired is DesiredState.Run && _options.WhenEmpty is WhenEmpty.Close) desired = DesiredState.Stop;
        else if (plan.Instruments.Count > 0 && before.Plan.Instruments.Count == 0) desired = before.Wish.Generation == 0 || desired is DesiredState.Pause ? desired : DesiredState.Run;
        return Next(before, desired, restart: false) with { Plan = plan };
    }

    [LoggerMessage(LogLevel.Information, "Stream {Stream} is to carry {Added} symbols more and {Removed} no longer")]
    private partial void LogEdited(StreamKey stream, int added, int removed);
}
