namespace OrleansTicks.System.Tests;

/// <summary>kill -9 at seeded moments of a replay; a small dose here, the full one by <c>tests/kills</c>.</summary>
public sealed class KillTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task What_was_accepted_survives_being_killed_and_nothing_comes_twice(string kind)
    {
        if (!Doses.Wants(kind)) return;
        using var folder = new Folder();
        await using var store = await Rig.StartAsync(kind, folder);
        var times = Doses.Number("TICKS_KILLS_TIMES", 3);
        var recordings = Doses.IsFull ? Recordings.August(folder) : Recordings.Made(folder, 24_000, TimeSpan.FromSeconds(120));
        var dose = new KillDose(times, Doses.Number("TICKS_KILLS_SEED", 1), $"{Doses.Number("TICKS_KILLS_SPEED", Doses.IsFull ? 2 : 4)}", LifeMs: Doses.IsFull ? 2500 : 700, HoldEvery: 3);

        var verdict = await new KillRun(store, folder, recordings, dose).RunAsync();

        Doses.Tell(verdict.ToJson());
        Assert.True(verdict.Ok, verdict.ToJson());
        Assert.Equal(times / 3, verdict.UncommittedKills);
    }
}
