using OrleansTicks.Simulator;

namespace OrleansTicks.Simulator.Tests;

public class FaultTextTests
{
    [Theory]
    [InlineData("at=10s,do=cut", 10_000.0, null, null, SimulatorFaultAction.Cut, 0)]
    [InlineData("frame=500,conn=0,do=close:1001", null, 500L, 0, SimulatorFaultAction.Close, 1001)]
    [InlineData("at=500ms,conn=3,do=refuse:401", 500.0, null, 3, SimulatorFaultAction.Refuse, 401)]
    [InlineData("frame=0,do=dup", null, 0L, null, SimulatorFaultAction.Dup, 0)]
    [InlineData("do=swap, frame=7", null, 7L, null, SimulatorFaultAction.Swap, 0)]
    [InlineData("at=1.5m,do=garbage", 90_000.0, null, null, SimulatorFaultAction.Garbage, 0)]
    [InlineData("frame=1,do=drop", null, 1L, null, SimulatorFaultAction.Drop, 0)]
    public void A_fault_says_when_where_and_what(string text, double? at, long? frame, int? connection, SimulatorFaultAction action, int code)
    {
        var fault = SimulatorFault.Parse(text);
        Assert.Equal((at, frame, connection, action, code), (fault.At?.TotalMilliseconds, fault.Frame, fault.Connection, fault.Action, fault.Code));
    }

    [Fact]
    public void Mute_and_ban_have_a_duration_and_refuse_a_count()
    {
        Assert.Equal(TimeSpan.FromSeconds(20), SimulatorFault.Parse("at=1s,do=mute:20s").Duration);
        Assert.Equal((SimulatorFaultAction.Ban, TimeSpan.FromSeconds(90)), (SimulatorFault.Parse("at=1s,do=ban:1.5m").Action, SimulatorFault.Parse("at=1s,do=ban:1.5m").Duration));
        Assert.Equal((503, 3), (SimulatorFault.Parse("at=1s,do=refuse:503:3").Code, SimulatorFault.Parse("at=1s,do=refuse:503:3").Times));
    }

    [Theory]
    [InlineData("", "is unknown")]
    [InlineData("at=10s", "do= is missing")]
    [InlineData("do=cut", "exactly one of")]
    [InlineData("at=1s,frame=2,do=cut", "exactly one of")]
    [InlineData("at=ten,do=cut", "at=ten")]
    [InlineData("at=10,do=cut", "at=10")]
    [InlineData("frame=-1,do=cut", "frame=-1")]
    [InlineData("frame=1,conn=x,do=cut", "conn=x")]
    [InlineData("frame=1,do=explode", "do=explode")]
    [InlineData("frame=1,do=3", "do=3")]
    [InlineData("frame=1,do=close", "do=close")]
    [InlineData("frame=1,do=close:99", "do=close:99")]
    [InlineData("frame=1,do=mute", "do=mute")]
    [InlineData("frame=1,do=ban", "do=ban")]
    [InlineData("frame=1,do=ban:0s", "do=ban:0s")]
    [InlineData("frame=1,do=refuse:99", "do=refuse:99")]
    [InlineData("frame=1,do=refuse:401:0", "do=refuse:401:0")]
    [InlineData("frame=1,do=cut:now", "do=cut:now")]
    [InlineData("frame=1,frame=2,do=cut", "stands twice")]
    [InlineData("frame=1,when=2,do=cut", "when=2")]
    public void A_bad_fault_names_its_part(string text, string part) => Assert.Contains(part, Assert.Throws<SimulatorException>(() => SimulatorFault.Parse(text)).Message);
}
