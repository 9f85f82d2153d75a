using OrleansTicks.Core;

namespace OrleansTicks.Core.Tests.Streaming;

public sealed class LivenessTests
{
    private const long Second = 1_000_000;
    private readonly Liveness _liveness = new();

    [Fact]
    public void Silence_before_the_first_data_is_never_mute() => Assert.False(_liveness.IsMute(3600 * Second));

    [Fact]
    public void Before_it_has_learned_it_waits_a_minute()
    {
        _liveness.Data(Second);
        Assert.False(_liveness.IsMute(60 * Second));
        Assert.True(_liveness.IsMute(62 * Second));
    }

    [Fact]
    public void A_busy_stream_is_mute_after_ten_seconds()
    {
        for (var i = 1; i <= 30; i++) _liveness.Data(i * Second / 10);
        Assert.False(_liveness.IsMute((3 * Second) + (9 * Second)));
        Assert.True(_liveness.IsMute((3 * Second) + (11 * Second)));
    }

    [Fact]
    public void A_quiet_stream_is_given_five_times_its_longest_pause()
    {
        for (var i = 1; i <= 30; i++) _liveness.Data(i * 8 * Second);
        Assert.False(_liveness.IsMute((240 + 38) * Second));
        Assert.True(_liveness.IsMute((240 + 41) * Second));
    }

    [Fact]
    public void A_new_connection_is_not_blamed_for_the_silence_of_the_old_one()
    {
        for (var i = 1; i <= 30; i++) _liveness.Data(i * Second);
        _liveness.Reconnected();
        Assert.False(_liveness.IsMute(1000 * Second));
    }
}
