using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Concurrency;
using Orleans.Serialization;
using OrleansTicks.Core;
using OrleansTicks.Grains;

namespace OrleansTicks.Cluster.Tests;

/// <summary>What silos say to each other. An old and a new build run in one cluster, so a line may be added here and none may change.</summary>
public sealed class ContractTests
{
    private static readonly string[] Wire =
    [
        "health begin()", "health check()", "health history()", "stream end()", "stream show()", "stream take(SiloAddress)", "symbol accept(Slice)", "symbol confirm(Slice)", "symbol leave()",
        "symbol prepare(SiloAddress)",
        "health-history 0 List`1", "health-report 0 DateTimeOffset, 1 String, 2 Int32, 3 Int32, 4 Int32, 5 Int32, 6 Int32", "slice 0 SliceTick[], 1 Boolean, 2 SiloAddress",
        "slice-answer 0 SliceOutcome, 1 Byte[]", "slice-outcome ", "stream-place 0 String, 1 Boolean", "take-answer 0 String, 1 Boolean, 2 Boolean",
        "tick 0 Int64, 1 Int64, 2 Int64, 3 Int64, 4 Int64, 5 Int64, 6 Int64, 7 Int32, 8 UInt16, 9 Byte, 10 Byte, 11 Byte, 12 Byte, 13 Byte",
    ];

    private static IEnumerable<Type> Types => typeof(IStreamGrain).Assembly.GetTypes().Concat(typeof(SymbolGrain).Assembly.GetTypes()).Where(type => type.Namespace == typeof(IStreamGrain).Namespace);

    [Fact]
    public void What_travels_is_named_and_numbered_as_ever()
    {
        var calls = from type in Types where type.IsInterface && typeof(IAddressable).IsAssignableFrom(type)
                    from method in type.GetMethods()
                    select $"{Name(type)} {Name(method)}({string.Join(", ", method.GetParameters().Select(parameter => parameter.ParameterType.Name))})";
        var data = from type in Types where type.GetCustomAttribute<GenerateSerializerAttribute>() is not null
                   select $"{Name(type)} {string.Join(", ", Members(type).Select(member => $"{member.Id} {member.Type}"))}";
        Assert.Equal(Wire.Order(StringComparer.Ordinal), calls.Concat(data).Order(StringComparer.Ordinal));

        static string Name(MemberInfo member) =>
            (member.GetCustomAttribute<AliasAttribute>()?.Alias ?? $"{member} has no alias").Replace("ticks.", "", StringComparison.Ordinal);
        static IEnumerable<(uint Id, string Type)> Members(Type type) =>
            from property in type.GetProperties() let id = property.GetCustomAttribute<IdAttribute>()?.Id where id is not null orderby id select (id.Value, property.PropertyType.Name);
    }

    [Fact]
    public void A_slice_arrives_as_it_was()
    {
        using var services = new ServiceCollection().AddSerializer(serializer => serializer.AddAssembly(typeof(Slice).Assembly)).BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var tick = new Tick
        {
            Time = 1, Received = 2, Identity = long.MaxValue, Price = -4, Size = 5, Ask = 6, AskSize = 7, Instrument = 8, Flags = 9, Kind = TickKind.Quote, PriceScale = 11, SizeScale = 12, AskScale = 13,
            AskSizeScale = 14,
        };
        var sent = new Slice { Ticks = [SliceTick.Of(tick)], IsNumbered = true };
        var got = serializer.Deserialize<Slice>(serializer.SerializeToArray(sent))!;
        Assert.Null(got.Local);
        Assert.True(got.IsNumbered);
        Assert.Equal(SliceTick.Of(tick), Assert.Single(got.Ticks));
        Assert.Equal(tick, got.Ticks[0].ToTick());
    }

    [Theory]
    [InlineData(12, "NSE:RELIANCE", "i12:NSE:RELIANCE")]
    [InlineData(1, "JSON:a:b", "i1:JSON:a:b")]
    public void Keys_of_symbols_say_which_instrument(int id, string name, string key)
    {
        Assert.Equal(key, SymbolKey.Of(new Instrument(id, name)));
        Assert.Equal(id, SymbolKey.InstrumentOf(key));
    }

    [Theory]
    [InlineData("12:NSE:RELIANCE")]
    [InlineData("i:NSE:RELIANCE")]
    [InlineData("i-1:NSE:RELIANCE")]
    [InlineData("reliance")]
    public void What_is_no_key_of_a_symbol_is_refused(string key) => Assert.Contains(key, Assert.Throws<FormatException>(() => SymbolKey.InstrumentOf(key)).Message, StringComparison.Ordinal);
}
