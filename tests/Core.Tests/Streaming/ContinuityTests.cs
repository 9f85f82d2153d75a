using OrleansTicks.Core;

namespace OrleansTicks.Core.Tests.Streaming;

public sealed class ContinuityTests
{
    private readonly List<Gap> _gaps = [];
    private Continuity _continuity = new(Some.Owner());
    private long _n;

    private void See(params long[] identities)
    {
        foreach (var identity in identities) _continuity.Proven(Some.At(++_n, identity: identity), consecutive: true, _gaps);
    }

    [Fact]
    public void The_first_start_of_a_stream_has_no_gap()
    {
        _continuity.Break(GapCause.Rejected);
        See(100, 101);
        Assert.Empty(_gaps);
    }

    [Fact]
    public void Tries_to_connect_before_the_first_start_are_no_gap()
    {
        _continuity.Disconnected(GapCause.Closed, _gaps);
        _continuity.Connected();
        See(100, 101);
        Assert.Empty(_gaps);
    }

    [Fact]
    public void What_a_first_connection_had_on_the_way_when_it_ended_is_a_gap_without_a_beginning()
    {
        _continuity.Connected();
        _continuity.Disconnected(GapCause.Closed, _gaps);
        _continuity.Connected();
        See(100, 101);
        var gap = Assert.Single(_gaps);
        Assert.Equal((GapCause.Closed, null, 100L), (gap.Cause, gap.Last, gap.First.Identity));
    }

    [Fact]
    public void A_later_start_has_one_from_the_last_accepted_to_the_first_new()
    {
        _continuity = new Continuity(Some.Owner(lease: 2, last: Some.At(70)));
        See(100, 101);
        var gap = Assert.Single(_gaps);
        Assert.Equal((GapCause.Epoch, 70L, 100L), (gap.Cause, gap.Last!.Value.Identity, gap.First.Identity));
    }

    [Fact]
    public void The_first_cause_names_the_hole()
    {
        See(1);
        _continuity.Break(GapCause.Rejected);
        _continuity.Break(GapCause.Stall);
        See(2);
        Assert.Equal(GapCause.Rejected, Assert.Single(_gaps).Cause);
    }

    [Fact]
    public void A_jump_in_the_numbering_is_a_gap_of_that_instrument_once_nothing_late_can_come()
    {
        See(1, 2, 6);
        Assert.Empty(_gaps);
        _continuity.Settle(_gaps);
        var gap = Assert.Single(_gaps);
        Assert.Equal((GapCause.Sequence, 2L, 6L, 1, TickKind.Trade, 3L), (gap.Cause, gap.Last!.Value.Identity, gap.First.Identity, gap.Instrument, gap.Kind, gap.Missing!.Value));
    }

    [Fact]
    public void A_jump_settles_by_itself_after_some_more_ticks()
    {
        See(1, 2, 6);
        See([.. Enumerable.Range(7, 40).Select(i => (long)i)]);
        Assert.Single(_gaps);
    }

    [Fact]
    public void Frames_that_changed_places_leave_no_gap()
    {
        See(1, 3, 2, 4);
        _continuity.Settle(_gaps);
        Assert.Empty(_gaps);
    }

    [Fact]
    public void A_late_one_shrinks_the_gap_or_splits_it()
    {
        See(1, 6, 3);
        _continuity.Settle(_gaps);
        Assert.Equal([(1L, 3L), (3L, 6L)], _gaps.Select(gap => (gap.Last!.Value.Identity, gap.First.Identity)));
        Assert.Equal([1L, 2L], _gaps.Select(gap => gap.Missing!.Value));
    }

    [Fact]
    public void A_jump_of_a_billion_is_one_gap()
    {
        See(1, 1_000_000_001);
        _continuity.Settle(_gaps);
        Assert.Equal(999_999_999, Assert.Single(_gaps).Missing);
    }

    [Fact]
    public void After_a_reconnect_the_numbering_begins_anew_and_the_hole_is_said_once()
    {
        See(1, 2);
        _continuity.Disconnected(GapCause.Closed, _gaps);
        See(50, 51);
        Assert.Equal(GapCause.Closed, Assert.Single(_gaps).Cause);
    }
}
