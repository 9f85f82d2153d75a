using OrleansTicks.Core;

namespace OrleansTicks.Feeds.Tests;

public sealed class TokenGateTests
{
    private readonly StreamPlan _one = Plan(0);
    private readonly StreamPlan _other = Plan(1);
    private long _version = 1;
    private int _refusals;

    [Fact]
    public async Task A_dead_token_is_tried_twice_by_however_many_streams()
    {
        using var gate = Gate();
        var tries = 0;
        foreach (var plan in (StreamPlan[])[_one, _other, _one, _other])
        {
            try
            {
                await gate.TakeAsync(plan, Some.Cancellation);
                tries++;
                await gate.EndedAsync(plan, Reason.Auth);
            }
            catch (FeedException refused)
            {
                Assert.Equal(Reason.Auth, refused.Reason);
                Assert.Contains("ticks token set dhan", refused.Message, StringComparison.Ordinal);
                await gate.EndedAsync(plan, refused.Reason);
            }
        }

        Assert.Equal((2, 2), (tries, _refusals));
    }

    [Fact]
    public async Task An_unproven_token_is_tried_by_one_stream_at_a_time()
    {
        using var gate = Gate();
        await gate.TakeAsync(_one, Some.Cancellation);
        var second = gate.TakeAsync(_other, Some.Cancellation);
        Assert.False(second.IsCompleted);
        gate.Accepted(_one);
        Assert.Equal(1, (await second).Version);
        await gate.TakeAsync(Plan(2), Some.Cancellation);          // proven: nobody waits any more
    }

    [Fact]
    public async Task A_try_that_failed_for_another_reason_lets_the_next_one_try()
    {
        using var gate = Gate();
        await gate.TakeAsync(_one, Some.Cancellation);
        await gate.EndedAsync(_one, Reason.Network);
        await gate.TakeAsync(_other, Some.Cancellation);
        Assert.Equal(0, _refusals);
    }

    [Fact]
    public async Task A_new_token_is_tried_again()
    {
        using var gate = Gate();
        _refusals = 2;
        await Assert.ThrowsAsync<FeedException>(() => gate.TakeAsync(_one, Some.Cancellation));
        (_version, _refusals) = (2, 0);
        Assert.Equal(2, (await gate.TakeAsync(_one, Some.Cancellation)).Version);
    }

    [Fact]
    public void A_token_is_never_printed() => Assert.DoesNotContain("CANARY", new FeedToken("CANARY", "CANARY").ToString(), StringComparison.Ordinal);

    private static StreamPlan Plan(int number) => new(new StreamKey(GroupKey.Parse("x"), number), "dhan", FeedMode.Quote, [new Instrument(1, "NSE_EQ:1")]);

    private TokenGate Gate() => new(
        new FeedSettings
        {
            Name = "dhan",
            Token = _ => ValueTask.FromResult<FeedToken?>(new FeedToken("7", "secret", _version, _refusals)),
            TokenRefused = version =>
            {
                if (version == _version) _refusals++;
                return default;
            },
        },
        "dhan");
}
