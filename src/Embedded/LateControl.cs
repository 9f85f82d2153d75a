using OrleansTicks.Core;

namespace OrleansTicks.Embedded;

/// <summary>Stands before the streams while the store opens, so that the API lives from the first second.</summary>
internal sealed class LateControl : IStreamControl
{
    private volatile IStreamControl? _streams;

    public void Open(IStreamControl streams) => _streams = streams;

    public Task<StartResult> StartAsync(StartRequest request, CancellationToken cancellationToken) => Ready().StartAsync(request, cancellationToken);

    public Task<IReadOnlyList<StreamKey>> StopAsync(string? key, CancellationToken cancellationToken) => Ready().StopAsync(key, cancellationToken);

    public Task<IReadOnlyList<StreamKey>> PauseAsync(string? key, CancellationToken cancellationToken) => Ready().PauseAsync(key, cancellationToken);

    public Task<IReadOnlyList<StreamKey>> ResumeAsync(string? key, CancellationToken cancellationToken) => Ready().ResumeAsync(key, cancellationToken);

    public Task<IReadOnlyList<StreamKey>> RestartAsync(string key, CancellationToken cancellationToken) => Ready().RestartAsync(key, cancellationToken);

    public Task<IReadOnlyList<StreamKey>> RecordAsync(string key, bool record, CancellationToken cancellationToken) => Ready().RecordAsync(key, record, cancellationToken);

    public Task<EditResult> EditAsync(string key, IReadOnlyList<string> add, IReadOnlyList<string> remove, CancellationToken cancellationToken) => Ready().EditAsync(key, add, remove, cancellationToken);

    public IReadOnlyList<(StreamKey Stream, IReadOnlyList<Instrument> Instruments)> Carried(string key) => _streams?.Carried(key) ?? [];

    public Task<int> SetDutyAsync(string node, NodeDuty duty, CancellationToken cancellationToken) => Ready().SetDutyAsync(node, duty, cancellationToken);

    public IReadOnlyList<NodeStatus> Nodes() => _streams?.Nodes() ?? [];

    public IReadOnlyList<StreamStatus> List() => _streams?.List() ?? [];

    public IReadOnlyList<LatestTick> Latest() => _streams?.Latest() ?? [];

    public NodeTotals Totals() => _streams?.Totals() ?? new NodeTotals();

    private IStreamControl Ready() => _streams ?? throw new StoreException("08006", "the store is not open yet");
}
