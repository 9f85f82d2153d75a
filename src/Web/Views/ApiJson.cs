using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansTicks.Web;

/// <summary>How the API writes: camelCase, times in UTC with a Z, nothing for what is not there.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(StreamList))]
[JsonSerializable(typeof(GroupView))]
[JsonSerializable(typeof(StartView))]
[JsonSerializable(typeof(ActionView))]
[JsonSerializable(typeof(EditBody))]
[JsonSerializable(typeof(EditView))]
[JsonSerializable(typeof(CarriedView))]
[JsonSerializable(typeof(DescriptionView))]
[JsonSerializable(typeof(EventList))]
[JsonSerializable(typeof(QuoteList))]
[JsonSerializable(typeof(GapList))]
[JsonSerializable(typeof(TotalsView))]
[JsonSerializable(typeof(ReadyView))]
[JsonSerializable(typeof(StoreView))]
[JsonSerializable(typeof(NodeList))]
[JsonSerializable(typeof(DutyView))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(StartBody))]
[JsonSerializable(typeof(KillOwnerBody))]
[JsonSerializable(typeof(CutStoreBody))]
[JsonSerializable(typeof(DrillView))]
[JsonSerializable(typeof(EventList))]
[JsonSerializable(typeof(LiveQuoteList))]
[JsonSerializable(typeof(NodeBoard))]
public sealed partial class ApiJson : JsonSerializerContext;
