using OrleansTicks.Grains;

namespace OrleansTicks.Cluster.Tests;

public sealed class GatherTests
{
    [Fact]
    public async Task Many_questions_of_a_moment_are_one_call_and_each_gets_its_own_answer()
    {
        var asked = new List<IReadOnlyList<int>>();
        var gather = new Gather<int, string>(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1), TimeProvider.System, keys =>
        {
            asked.Add(keys);
            return Task.FromResult(keys.Where(key => key != 7).ToDictionary(key => key, key => $"#{key}"));
        });
        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(gather.GetAsync));
        Assert.Equal(Enumerable.Range(0, 500).Select(key => key == 7 ? null : $"#{key}"), answers);
        Assert.Equal(500, Assert.Single(asked).Count);
        Assert.Equal("#3", await gather.GetAsync(3));
        Assert.Equal(2, gather.Calls);
    }

    [Fact]
    public async Task A_call_that_fails_fails_for_all_who_asked_and_the_next_begins_anew()
    {
        var fails = true;
        var gather = new Gather<int, string>(TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(1), TimeProvider.System, keys => fails ? throw new InvalidOperationException("away") : Task.FromResult(keys.ToDictionary(key => key, _ => "here")));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(key => Assert.ThrowsAsync<InvalidOperationException>(() => gather.GetAsync(key))));
        fails = false;
        Assert.Equal("here", await gather.GetAsync(1));
    }
}
