using OrleansTicks.Simulator;

namespace OrleansTicks.Simulator.Tests;

public class OptionsTests
{
    [Fact]
    public void The_defaults_are_well() => Assert.Empty(new SimulatorOptions().Problems());

    [Fact]
    public void Every_fault_is_in_one_message()
    {
        var options = new SimulatorOptions
        {
            Feed = "nse", Replay = ["/no/such/file"], Symbols = ["ok", "TWICE", "TWICE"], SymbolCount = 0, Rate = 0, Port = 70_000, Ledger = "", MaxBacklog = 1, PingInterval = TimeSpan.Zero,
            Faults = ["do=cut", "frame=1,do=nothing"],
        };
        var message = Assert.Throws<SimulatorException>(options.Validate).Message;
        Assert.All(["nse", "/no/such/file", "'ok'", "TWICE", "symbols 0", "rate 0", "70000", "ledger", "backlog", "ping interval", "exactly one of", "do=nothing"], part => Assert.Contains(part, message));
    }

    [Theory]
    [InlineData("1", 1.0)]
    [InlineData("10", 10.0)]
    [InlineData("0.5", 0.5)]
    [InlineData("MAX", double.PositiveInfinity)]
    public void A_speed_is_a_factor_or_max(string text, double factor) => Assert.Equal(factor, SimulatorSpeed.Parse(text).Factor);

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("fast")]
    [InlineData("")]
    public void Any_other_speed_is_refused(string text) => Assert.Throws<FormatException>(() => SimulatorSpeed.Parse(text));

    [Fact]
    public void Without_a_word_the_speed_is_real() => Assert.Equal((1.0, false), (default(SimulatorSpeed).Factor, default(SimulatorSpeed).IsMax));

    [Fact]
    public async Task A_taken_port_is_named()
    {
        await using var first = await Some.ServerAsync(new SimulatorOptions());
        var fault = await Assert.ThrowsAsync<SimulatorException>(() => Some.ServerAsync(new SimulatorOptions { Port = first.Port }));
        Assert.Contains($"port {first.Port}", fault.Message);
    }

    [Fact]
    public async Task A_file_without_frames_is_named()
    {
        using var file = new TempFile(".txt");
        await File.WriteAllTextAsync(file.Path, "hello\nworld\n", Some.Cancellation);
        Assert.Contains(file.Path, (await Assert.ThrowsAsync<SimulatorException>(() => Some.ServerAsync(Some.Flat(file.Path)))).Message);
    }

    [Fact]
    public async Task A_damaged_gzip_is_named()
    {
        using var file = new TempFile(".gz");
        await File.WriteAllBytesAsync(file.Path, [0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8], Some.Cancellation);
        Assert.Contains(file.Path, (await Assert.ThrowsAsync<SimulatorException>(() => Some.ServerAsync(Some.Flat(file.Path)))).Message);
    }
}
