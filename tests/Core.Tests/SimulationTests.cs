using OrleansTicks.Simulation;

namespace OrleansTicks.Core.Tests;

/// <summary>A small dose of the simulation; the rest by <c>./faults simulate --seeds N</c>.</summary>
public sealed class SimulationTests
{
    [Fact]
    public void Three_hundred_seeds_keep_every_promise()
    {
        var output = new StringWriter();
        Assert.True(SimulationRun.RunMany(1, 300, new SimulationOptions(), output) == 0, output.ToString());
    }

    [Fact]
    public void A_seed_replays_exactly()
    {
        var (first, second) = (SimulationRun.Run(7, new SimulationOptions()), SimulationRun.Run(7, new SimulationOptions()));
        Assert.Equal((first.Hash, first.Steps, first.Frames, first.Stored), (second.Hash, second.Steps, second.Frames, second.Stored));
        Assert.NotEqual(first.Hash, SimulationRun.Run(8, new SimulationOptions()).Hash);
    }

    [Theory]
    [InlineData("fence")]
    [InlineData("generations")]
    [InlineData("flush")]
    [InlineData("deadline")]
    public void Without_it_seeds_turn_red(string part)
    {
        var options = new SimulationOptions { Fence = part != "fence", Generations = part != "generations", Flush = part != "flush", Deadline = part != "deadline" };
        Assert.NotNull(Enumerable.Range(1, 100).Select(seed => SimulationRun.Run(seed, options).Broken).FirstOrDefault(broken => broken is not null));
    }
}
