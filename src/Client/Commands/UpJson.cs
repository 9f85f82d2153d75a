using System.Text.Json.Serialization;

namespace OrleansTicks.Client;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(UpSummary))]
[JsonSerializable(typeof(RecordingView))]
[JsonSerializable(typeof(TokenView))]
[JsonSerializable(typeof(InstrumentView))]
[JsonSerializable(typeof(List<InstrumentView>))]
[JsonSerializable(typeof(ImportView))]
[JsonSerializable(typeof(List<ChangeView>))]
[JsonSerializable(typeof(List<CalendarView>))]
[JsonSerializable(typeof(List<DayView>))]
internal sealed partial class UpJson : JsonSerializerContext;
