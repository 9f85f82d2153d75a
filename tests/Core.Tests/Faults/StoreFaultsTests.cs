using OrleansTicks.Core;

namespace OrleansTicks.Core.Tests.Faults;

public sealed class StoreFaultsTests
{
    [Theory]
    [InlineData("08006", StoreVerdict.TryAgain)]
    [InlineData("53100", StoreVerdict.TryAgain)]
    [InlineData("57P01", StoreVerdict.TryAgain)]
    [InlineData("58030", StoreVerdict.TryAgain)]
    [InlineData("40001", StoreVerdict.TryAgain)]
    [InlineData("55P03", StoreVerdict.TryAgain)]
    [InlineData("25006", StoreVerdict.TryAgain)]
    [InlineData("22003", StoreVerdict.BadRows)]
    [InlineData("23502", StoreVerdict.BadRows)]
    [InlineData("23514", StoreVerdict.MissingDay)]
    [InlineData("28P01", StoreVerdict.Park)]
    [InlineData("42501", StoreVerdict.Park)]
    [InlineData("3D000", StoreVerdict.Park)]
    [InlineData("0A000", StoreVerdict.Park)]
    [InlineData("XX001", StoreVerdict.Park)]
    [InlineData("", StoreVerdict.Park)]
    public void Every_class_of_error_has_its_answer(string sqlState, StoreVerdict verdict) => Assert.Equal(verdict, StoreFaults.Judge(sqlState));
}
